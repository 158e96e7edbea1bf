// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.util.List;

/**
 * How something was taken that was not given.
 *
 * @param item what it is, such as {@code FDT address}
 * @param value how it was taken
 * @param missing the options that would have given it
 */
public record Assumption(String item, String value, String missing) {
  /** The sentence, as manifests have it. */
  public String text() {
    return item + ": " + value + " (no " + missing + ")";
  }

  /** Their sentences. */
  public static List<String> texts(List<Assumption> assumptions) {
    return assumptions.stream().map(Assumption::text).toList();
  }
}

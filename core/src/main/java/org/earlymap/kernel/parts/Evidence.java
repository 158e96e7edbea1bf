// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import org.earlymap.kernel.KernelHints;

/**
 * Something that was found out about a kernel.
 *
 * @param item what it is: {@code release}, {@code granule}, {@code pte-dirty}
 * @param value the value
 * @param source where it comes from: {@link #GIVEN}, a file, a symbol
 */
public record Evidence(String item, String value, String source) {
  /** The source of what the caller gave in the {@link KernelHints}. */
  public static final String GIVEN = "given";

  /** Something that the caller gave. */
  public static Evidence given(String item, String value) {
    return new Evidence(item, value, GIVEN);
  }
}

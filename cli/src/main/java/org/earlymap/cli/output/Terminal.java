// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

/**
 * Whether a person looks at what is printed. Java cannot tell one stream from the other, so the
 * launcher asks the shell and says it in system properties.
 */
public final class Terminal {
  private Terminal() {}

  /** Whether standard output is a terminal and colour is wanted there ({@code NO_COLOR}). */
  public static boolean hasColour() {
    String noColor = System.getenv("NO_COLOR");
    return Boolean.getBoolean("earlymap.terminal.out") && (noColor == null || noColor.isEmpty());
  }

  /** Whether standard error is a terminal, so that progress may be shown there. */
  static boolean showsProgress() {
    return Boolean.getBoolean("earlymap.terminal.err");
  }
}

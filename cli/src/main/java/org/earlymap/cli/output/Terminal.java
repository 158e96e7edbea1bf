// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

/**
 * Whether a person looks at what is printed. Java cannot tell one stream from the other, so the
 * launcher asks the shell and says it in system properties.
 */
public final class Terminal {
  private static final int USUAL_COLUMNS = 100;
  private static final int LEAST_COLUMNS = 60;
  private static final int MOST_COLUMNS = 160;

  private Terminal() {}

  /** Whether standard output is a terminal and colour is wanted there ({@code NO_COLOR}). */
  public static boolean hasColour() {
    String noColor = System.getenv("NO_COLOR");
    return Boolean.getBoolean("earlymap.terminal.out") && (noColor == null || noColor.isEmpty());
  }

  /** How wide help may be: the terminal's columns where there is one, within what reads well. */
  public static int columns() {
    int columns = Integer.getInteger("earlymap.terminal.columns", USUAL_COLUMNS);
    return Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, columns));
  }

  /** Whether standard error is a terminal, so that progress may be shown there. */
  static boolean showsProgress() {
    return Boolean.getBoolean("earlymap.terminal.err");
  }
}

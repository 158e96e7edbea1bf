// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

/**
 * Text in colour, or as it is. Colour repeats what the words say and says nothing alone.
 *
 * @param coloured whether there are any colours
 */
public record Paint(boolean coloured) {
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  /** What was, and what is wrong. */
  public String red(String text) {
    return painted(RED, text);
  }

  /** What is now, and what is right. */
  public String green(String text) {
    return painted(GREEN, text);
  }

  /** What needs a look. */
  public String yellow(String text) {
    return painted(YELLOW, text);
  }

  /** What a line is about. */
  public String bold(String text) {
    return painted(BOLD, text);
  }

  private String painted(String colour, String text) {
    return coloured ? colour + text + PLAIN : text;
  }
}

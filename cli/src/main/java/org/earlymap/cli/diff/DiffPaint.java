// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.diff;

/**
 * The colours of a comparison.
 *
 * @param coloured whether there are any
 */
record DiffPaint(boolean coloured) {
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  String before(String text) {
    return painted(RED, text);
  }

  String after(String text) {
    return painted(GREEN, text);
  }

  String heading(String text) {
    return painted(BOLD, text);
  }

  private String painted(String colour, String text) {
    return coloured ? colour + text + PLAIN : text;
  }
}

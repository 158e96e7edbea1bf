// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import java.util.Locale;

/**
 * A number at the start of a parameter, as the kernel reads it: in C's notation, with no digit at
 * all a zero.
 *
 * @param value 64 bits, what does not fit is lost
 * @param end where the text goes on
 */
record KernelNumber(long value, int end) {
  private static final String SUFFIXES = "KMGTPE";

  /** {@code simple_strtoull} with base 0, from {@code start} on. */
  static KernelNumber plain(String text, int start) {
    boolean hex =
        text.regionMatches(true, start, "0x", 0, 2)
            && start + 2 < text.length()
            && digit(text.charAt(start + 2), 16) >= 0;
    int base = hex ? 16 : text.startsWith("0", start) ? 8 : 10;
    int at = hex ? start + 2 : start;
    long value = 0;
    while (at < text.length() && digit(text.charAt(at), base) >= 0) {
      value = value * base + digit(text.charAt(at), base);
      at++;
    }
    return new KernelNumber(value, at);
  }

  /** {@code memparse}: such a number and one suffix, K to E. */
  static KernelNumber size(String text, int start) {
    KernelNumber number = plain(text, start);
    if (number.end == text.length()) {
      return number;
    }
    String letter = text.substring(number.end, number.end + 1).toUpperCase(Locale.ROOT);
    int suffix = SUFFIXES.indexOf(letter);
    return suffix < 0
        ? number
        : new KernelNumber(number.value << (10 * (suffix + 1)), number.end + 1);
  }

  private static int digit(char c, int base) {
    return c < 0x80 ? Character.digit(c, base) : -1;
  }
}

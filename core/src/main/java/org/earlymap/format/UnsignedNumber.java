// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import java.util.OptionalLong;

/** Unsigned 64-bit numbers as people write them: hexadecimal after {@code 0x}, else decimal. */
public final class UnsignedNumber {
  private UnsignedNumber() {}

  /** The number in {@code text}, or nothing where it is none or has more than 64 bits. */
  public static OptionalLong parse(String text) {
    boolean hex = text.length() > 2 && text.charAt(0) == '0' && (text.charAt(1) | 0x20) == 'x';
    String digits = hex ? text.substring(2) : text;
    int radix = hex ? 16 : 10;
    if (digits.isEmpty()) {
      return OptionalLong.empty();
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0 || Long.compareUnsigned(number, Long.divideUnsigned(-1, radix)) > 0) {
        return OptionalLong.empty();
      }
      long next = number * radix + digit;
      if (Long.compareUnsigned(next, number * radix) < 0) {
        return OptionalLong.empty();
      }
      number = next;
    }
    return OptionalLong.of(number);
  }
}

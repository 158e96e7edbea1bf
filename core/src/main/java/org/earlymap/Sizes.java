// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Sizes in binary units, as the whole program writes them. */
public final class Sizes {
  private static final String UNITS = "KMGTPE";
  private static final int MOST_DIGITS = 4;
  private static final long KIB = 1024;

  private Sizes() {}

  /** Such as {@code 268 KiB, 274432 bytes}; zero means 2^64. */
  public static String exact(long bytes) {
    String binary = binary(bytes);
    return binary.endsWith(" bytes")
        ? binary
        : binary + ", " + Long.toUnsignedString(bytes) + " bytes";
  }

  /** The largest unit that leaves a whole number, such as {@code 268 KiB}; zero means 2^64. */
  public static String binary(long bytes) {
    if (bytes == 0) {
      return "16 EiB";
    }
    int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
    String number = Long.toUnsignedString(bytes >>> (10 * unit));
    return unit == 0 ? number + " bytes" : number + " " + UNITS.charAt(unit - 1) + "iB";
  }

  /**
   * The number that a reader would choose: exact with at most four digits, {@code 2056 KiB}, else
   * to two decimals, {@code 48.25 TiB}; zero means 2^64.
   */
  public static String rounded(long bytes) {
    String exact = binary(bytes);
    int unit = (Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes)) / 10;
    if (bytes == 0 || unit == 0 || exact.indexOf(' ') <= MOST_DIGITS) {
      return exact;
    }
    BigDecimal number =
        new BigDecimal(Long.toUnsignedString(bytes >>> (10 * (unit - 1))))
            .divide(BigDecimal.valueOf(KIB), 2, RoundingMode.DOWN);
    return number.toPlainString() + " " + UNITS.charAt(unit - 1) + "iB";
  }

  /**
   * For messages: the exact number of bytes, with a binary unit before it from 1 KiB on, such as
   * {@code 56 KiB (0xe000 bytes)} or {@code about 1.4 KiB (0x5dc bytes)}; zero is no bytes.
   */
  public static String withBytes(long bytes) {
    String exact = "0x" + Long.toHexString(bytes) + " bytes";
    if (bytes < KIB) {
      return exact;
    }
    int unit = Math.min((Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes)) / 10, UNITS.length());
    long whole = bytes >>> (10 * unit);
    long tenths = ((bytes >>> (10 * (unit - 1))) & (KIB - 1)) * 10 / KIB;
    boolean isWhole = whole << (10 * unit) == bytes;
    String number = isWhole ? Long.toString(whole) : "about " + whole + "." + tenths;
    return number + " " + UNITS.charAt(unit - 1) + "iB (" + exact + ")";
  }

  /** A count with its thousands apart, such as {@code 36,123,456}. */
  public static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}

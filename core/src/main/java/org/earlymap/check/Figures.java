// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

/** Numbers as messages have them. */
public final class Figures {
  private static final String UNITS = "KMGTPE";

  private Figures() {}

  /** An address: {@code 0x} and 16 digits. */
  public static String hex(long address) {
    return String.format("0x%016x", address);
  }

  /** A size in the largest binary unit that leaves it whole, with the bytes beside it. */
  public static String size(long bytes) {
    int unit = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
    String number = Long.toUnsignedString(bytes >>> (10 * unit));
    return unit == 0
        ? "0x" + Long.toHexString(bytes) + " bytes"
        : number + " " + UNITS.charAt(unit - 1) + "iB (0x" + Long.toHexString(bytes) + " bytes)";
  }

  /** A count of pages. */
  public static String pages(long pages) {
    return pages == 1 || pages == -1 ? pages + " page" : pages + " pages";
  }
}

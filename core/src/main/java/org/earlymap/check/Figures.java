// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

/** Numbers as messages have them. */
public final class Figures {
  private static final String UNITS = "KMGTPE";
  private static final long KIB = 1024;

  private Figures() {}

  /** An address: {@code 0x} and 16 digits. */
  public static String hex(long address) {
    return String.format("0x%016x", address);
  }

  /** A size in binary units, about where it is not whole in one, with the bytes beside it. */
  public static String size(long bytes) {
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

  /** A count of pages. */
  public static String pages(long pages) {
    return pages == 1 || pages == -1 ? pages + " page" : pages + " pages";
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

/** Sizes in binary units. */
final class Sizes {
  private static final String UNITS = "KMGTPE";

  private Sizes() {}

  /** Such as {@code 268 KiB, 274432 bytes}; zero means 2^64. */
  static String exact(long bytes) {
    String binary = binary(bytes);
    return binary.endsWith(" bytes")
        ? binary
        : binary + ", " + Long.toUnsignedString(bytes) + " bytes";
  }

  /** The largest unit that leaves a whole number, such as {@code 268 KiB}; zero means 2^64. */
  static String binary(long bytes) {
    if (bytes == 0) {
      return "16 EiB";
    }
    int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
    String number = Long.toUnsignedString(bytes >>> (10 * unit));
    return unit == 0 ? number + " bytes" : number + " " + UNITS.charAt(unit - 1) + "iB";
  }
}

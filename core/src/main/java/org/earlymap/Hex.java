// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

/** Addresses, descriptors and register values as the whole program writes them. */
public final class Hex {
  private Hex() {}

  /** {@code 0x} and 16 digits. */
  public static String of(long value) {
    String digits = Long.toHexString(value);
    return "0x" + "0".repeat(16 - digits.length()) + digits;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * How ID_AA64MMFR0_EL1.PARange and TCR_EL1.IPS encode a number of physical address bits (Arm ARM
 * D24.2).
 */
public final class PhysicalAddressSize {
  /** The encoding of 48 bits. */
  public static final int ENCODED_48 = 5;

  /** The encoding of 52 bits. */
  public static final int ENCODED_52 = 6;

  /** The most bits that there can be. */
  public static final int GREATEST = 56;

  private static final int[] BITS = {32, 36, 40, 42, 44, 48, 52, GREATEST};

  private PhysicalAddressSize() {}

  /** The address bits, 32 to 56, that the low three bits of {@code encoded} stand for. */
  public static int bits(int encoded) {
    return BITS[encoded & 7];
  }
}

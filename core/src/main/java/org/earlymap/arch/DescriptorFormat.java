// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * Where a descriptor keeps its output address (Arm ARM D8.3.1 and D8.3.2).
 *
 * <p>Addresses are physical, in bytes; the bits below the granule are zero.
 */
public enum DescriptorFormat {
  /** Addresses of up to 48 bits, in place. */
  PA48(48),
  /** FEAT_LPA with 64 KiB granules: bits 51:48 of the address are in descriptor bits 15:12. */
  LPA_64K(52),
  /** FEAT_LPA2 (TCR.DS = 1): bits 51:50 of the address are in descriptor bits 9:8. */
  LPA2(52);

  private static final long BITS_15_12 = 0xf000L;
  private static final long BITS_9_8 = 0x300L;

  private final int outputBits;

  DescriptorFormat(int outputBits) {
    this.outputBits = outputBits;
  }

  /** The width of an output address: 48 or 52 bits. */
  public int outputBits() {
    return outputBits;
  }

  /** The descriptor bits that hold {@code pa}; bits of {@code pa} that do not fit are dropped. */
  public long encode(long pa) {
    return switch (this) {
      case PA48 -> pa & bits(47, 12);
      case LPA_64K -> (pa & bits(47, 16)) | ((pa >>> 36) & BITS_15_12);
      case LPA2 -> (pa & bits(49, 12)) | ((pa >>> 42) & BITS_9_8);
    };
  }

  /** The output address that {@code descriptor}, a page or table descriptor, holds. */
  public long decode(long descriptor, Granule granule) {
    long mask = -granule.bytes();
    return switch (this) {
      case PA48 -> descriptor & bits(47, 12) & mask;
      case LPA_64K -> (descriptor & bits(47, 16)) | ((descriptor & BITS_15_12) << 36);
      case LPA2 -> (descriptor & bits(49, 12) & mask) | ((descriptor & BITS_9_8) << 42);
    };
  }

  /** Whether bits 9:8 are address bits, so that shareability comes from TCR (Arm ARM D8.6.2). */
  public boolean shareabilityIsInTcr() {
    return this == LPA2;
  }

  private static long bits(int high, int low) {
    return (-1L >>> (63 - high)) & (-1L << low);
  }
}

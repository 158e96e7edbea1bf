// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * TTBR0_EL1 or TTBR1_EL1 (Arm ARM D24.2.196).
 *
 * @param value the register, 64 bits
 */
public record Ttbr(long value) {
  /** CnP: the tables are common to several processors. */
  public static final long CNP = 1L;

  private static final int ASID_SHIFT = 48;
  private static final int LEAST_ALIGNMENT_52 = 64;
  private static final long BADDR_52 = ((1L << 48) - 1) & -(1L << 6);
  private static final long BADDR_48 = ((1L << 48) - 1) & -2L;
  private static final long HIGH_BITS = 0x3cL;

  /** The register that points to a root table at {@code pa}, of up to 52 bits. */
  public static Ttbr of(long pa) {
    return new Ttbr((pa | pa >>> 46) & ((1L << 48) - 1) & -4L);
  }

  /** The ASID field, 16 bits. */
  public int asid() {
    return (int) (value >>> ASID_SHIFT);
  }

  /** CnP. */
  public boolean commonNotPrivate() {
    return (value & CNP) != 0;
  }

  /**
   * The physical address of the root table of {@code regime}. With 52-bit descriptors register bits
   * 5:2 are address bits 51:48. The address is aligned to the table's size, as the architecture
   * does.
   */
  public long rootAddress(TranslationRegime regime) {
    if (regime.format() == DescriptorFormat.PA48) {
      return value & BADDR_48 & -regime.rootBytes();
    }
    long alignment = Math.max(LEAST_ALIGNMENT_52, regime.rootBytes());
    return ((value & BADDR_52) | (value & HIGH_BITS) << 46) & -alignment;
  }
}

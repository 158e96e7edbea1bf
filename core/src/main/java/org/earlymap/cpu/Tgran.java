// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import org.earlymap.arch.Granule;

/** The TGran fields of ID_AA64MMFR0_EL1 (Arm ARM D24.2). */
public final class Tgran {
  private static final int STAGE2_GRANULE = 2;
  private static final int STAGE2_LPA2 = 3;

  private Tgran() {}

  /** The lowest bit of the field for {@code granule}. */
  public static int shift(Granule granule) {
    return switch (granule) {
      case SIZE_4K -> 28;
      case SIZE_16K -> 20;
      case SIZE_64K -> 24;
    };
  }

  /**
   * The value that says LPA2, ID_AA64MMFR0_EL1_TGRAN_LPA2.
   *
   * @throws IllegalArgumentException for 64K, where 52 bits do not need LPA2
   */
  public static int lpa2(Granule granule) {
    return switch (granule) {
      case SIZE_4K -> 1;
      case SIZE_16K -> 2;
      case SIZE_64K -> throw new IllegalArgumentException("64K granules have no LPA2");
    };
  }

  /** Whether a value of ID_AA64MMFR0_EL1 says that the CPU translates with {@code granule}. */
  public static boolean hasGranule(Granule granule, long mmfr0) {
    return field(granule, mmfr0) >= (granule == Granule.SIZE_16K ? 1 : 0);
  }

  /** Whether a value of ID_AA64MMFR0_EL1 says LPA2; the field is signed. */
  public static boolean hasLpa2(Granule granule, long mmfr0) {
    return granule != Granule.SIZE_64K && field(granule, mmfr0) >= lpa2(granule);
  }

  /**
   * Whether stage 2 translates with {@code granule}: TGran4_2, TGran16_2 and TGran64_2, where 0
   * says what stage 1's field says, and 1 says no, which of TGran4 says LPA2.
   */
  public static boolean hasGranuleAtStage2(Granule granule, long mmfr0) {
    int field = stage2Field(granule, mmfr0);
    return field == 0 ? hasGranule(granule, mmfr0) : field >= STAGE2_GRANULE;
  }

  /** Whether stage 2 has LPA2 with {@code granule}. */
  public static boolean hasLpa2AtStage2(Granule granule, long mmfr0) {
    int field = stage2Field(granule, mmfr0);
    return field == 0
        ? hasLpa2(granule, mmfr0)
        : granule != Granule.SIZE_64K && field >= STAGE2_LPA2;
  }

  private static int stage2Field(Granule granule, long mmfr0) {
    int shift =
        switch (granule) {
          case SIZE_4K -> 40;
          case SIZE_16K -> 32;
          case SIZE_64K -> 36;
        };
    return (int) (mmfr0 >>> shift) & 0xf;
  }

  /** The field for {@code granule} as a kernel reads it, signed. */
  public static int field(Granule granule, long mmfr0) {
    return (int) (mmfr0 >>> shift(granule) << 28) >> 28;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import java.util.EnumSet;
import java.util.Set;

/** What a CPU may have beyond Armv8.0, by the fields that tell (Arm ARM D24.2). */
public enum Feature {
  LSE("ID_AA64ISAR0_EL1", 20, 2),
  CRC32("ID_AA64ISAR0_EL1", 16, 1),
  FLAGM("ID_AA64ISAR0_EL1", 52, 1),
  FLAGM2("ID_AA64ISAR0_EL1", 52, 2),
  RNDR("ID_AA64ISAR0_EL1", 60, 1),
  LRCPC("ID_AA64ISAR1_EL1", 20, 1),
  LRCPC2("ID_AA64ISAR1_EL1", 20, 2),
  SB("ID_AA64ISAR1_EL1", 36, 1),
  XS("ID_AA64ISAR1_EL1", 56, 1),
  /** What is known here by name only has a feature too: without it the CPU has no instruction. */
  LSE128("ID_AA64ISAR0_EL1", 20, 3),
  TME("ID_AA64ISAR0_EL1", 24, 1),
  LRCPC3("ID_AA64ISAR1_EL1", 20, 3),
  LS64("ID_AA64ISAR1_EL1", 60, 1),
  MOPS("ID_AA64ISAR2_EL1", 16, 1),
  SYSREG128("ID_AA64ISAR2_EL1", 32, 1),
  SYSINSTR128("ID_AA64ISAR2_EL1", 36, 1),
  CSSC("ID_AA64ISAR2_EL1", 52, 1),
  CMPBR("ID_AA64ISAR2_EL1", 52, 2),
  CPA("ID_AA64ISAR3_EL1", 0, 1),
  LSUI("ID_AA64ISAR3_EL1", 24, 1),
  SVE("ID_AA64PFR0_EL1", 32, 1),
  SME("ID_AA64PFR1_EL1", 24, 1),
  NMI("ID_AA64PFR1_EL1", 36, 1),
  GCS("ID_AA64PFR1_EL1", 44, 1),
  THE("ID_AA64PFR1_EL1", 48, 1),
  EBEP("ID_AA64DFR1_EL1", 48, 1),
  BRBE("ID_AA64DFR0_EL1", 52, 1),
  SPECRES("ID_AA64ISAR1_EL1", 40, 1),
  DPB("ID_AA64ISAR1_EL1", 0, 1),
  DPB2("ID_AA64ISAR1_EL1", 0, 2),
  TLB_OS("ID_AA64ISAR0_EL1", 56, 1),
  TLB_RANGE("ID_AA64ISAR0_EL1", 56, 2),
  WFXT("ID_AA64ISAR2_EL1", 0, 2),
  HBC("ID_AA64ISAR2_EL1", 20, 1),
  LSE2("ID_AA64MMFR2_EL1", 32, 1),
  DIT("ID_AA64PFR0_EL1", 48, 1),
  BTI("ID_AA64PFR1_EL1", 0, 1),
  SSBS("ID_AA64PFR1_EL1", 4, 2),
  /** The instructions of allocation tags; the tags themselves come with MTE2. */
  MTE("ID_AA64PFR1_EL1", 8, 1),
  MTE2("ID_AA64PFR1_EL1", 8, 2),
  HAF("ID_AA64MMFR1_EL1", 0, 1),
  HAFDBS("ID_AA64MMFR1_EL1", 0, 2),
  VHE("ID_AA64MMFR1_EL1", 8, 1),
  LOR("ID_AA64MMFR1_EL1", 16, 1),
  PAN("ID_AA64MMFR1_EL1", 20, 1),
  PAN2("ID_AA64MMFR1_EL1", 20, 2),
  PAN3("ID_AA64MMFR1_EL1", 20, 3),
  UAO("ID_AA64MMFR2_EL1", 4, 1),
  LVA("ID_AA64MMFR2_EL1", 16, 1),
  TTST("ID_AA64MMFR2_EL1", 28, 1),
  PIE("ID_AA64MMFR3_EL1", 8, 1),
  /** Pointer authentication by any of its algorithms. */
  PAUTH("", 0, 0),
  /** The generic code of pointer authentication. */
  PACGA("", 0, 0),
  /** Pointer authentication with the link register. */
  PAUTH_LR("", 0, 0),
  /** Vectors whose length the CPU chooses, always or in its streaming mode. */
  SVE_OR_SME("", 0, 0),
  /** 52-bit addresses with 4K and with 16K granules. */
  LPA2_4K("", 0, 0),
  LPA2_16K("", 0, 0);

  private final String register;
  private final int shift;
  private final int least;

  Feature(String register, int shift, int least) {
    this.register = register;
    this.shift = shift;
    this.least = least;
  }

  /** What {@code profile} has. */
  static Set<Feature> of(CpuProfile profile) {
    EnumSet<Feature> features = EnumSet.noneOf(Feature.class);
    for (Feature feature : values()) {
      if (feature.isIn(profile)) {
        features.add(feature);
      }
    }
    return features;
  }

  private boolean isIn(CpuProfile profile) {
    return switch (this) {
      case PAUTH -> pauth(profile) != 0;
      case PAUTH_LR -> pauth(profile) >= 6;
      case SVE_OR_SME -> SVE.isIn(profile) || SME.isIn(profile);
      case PACGA ->
          profile.field("ID_AA64ISAR1_EL1", 24) != 0
              || profile.field("ID_AA64ISAR1_EL1", 28) != 0
              || profile.field("ID_AA64ISAR2_EL1", 8) != 0;
      case LPA2_4K -> profile.field("ID_AA64MMFR0_EL1", 28) == 1;
      case LPA2_16K -> profile.field("ID_AA64MMFR0_EL1", 20) == 2;
      default -> profile.field(register, shift) >= least;
    };
  }

  private static int pauth(CpuProfile profile) {
    int architected =
        Math.max(profile.field("ID_AA64ISAR1_EL1", 4), profile.field("ID_AA64ISAR2_EL1", 12));
    return Math.max(architected, profile.field("ID_AA64ISAR1_EL1", 8));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

import com.google.common.collect.ImmutableList;
import org.earlymap.arch.Granule;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.Tgran;
import org.earlymap.cpu.override.FeatureOverrides;
import org.earlymap.cpu.override.OverrideRegister;

/**
 * What a kernel concludes from one CPU's ID registers while it boots.
 *
 * <p>Each question says whether the kernel asks the raw register, the register with the accepted
 * overrides, or the register with any override, accepted or not. Whether the kernel was built to
 * ask at all is the caller's matter.
 */
public final class CpuFeatures {
  private static final int ARM = 0x41;
  private static final int BROADCOM = 0x42;
  private static final int CAVIUM = 0x43;
  private static final int HISILICON = 0x48;
  private static final int NVIDIA = 0x4e;
  private static final int QUALCOMM = 0x51;
  private static final int AMPERE = 0xc0;

  /** {@code cavium_erratum_27456_cpus}: ThunderX T88 to pass 2.1, T81 pass 1.0. */
  private static final ImmutableList<MidrRange> CAVIUM_27456 =
      ImmutableList.of(MidrRange.upTo(CAVIUM, 0xa1, 1, 1), MidrRange.upTo(CAVIUM, 0xa2, 0, 0));

  /** {@code kpti_safe_list} of {@code unmap_kernel_at_el0}, in its order. */
  private static final ImmutableList<MidrRange> KPTI_SAFE =
      ImmutableList.of(
          MidrRange.all(CAVIUM, 0xaf),
          MidrRange.all(BROADCOM, 0x516),
          MidrRange.all(BROADCOM, 0x100),
          MidrRange.all(ARM, 0xd04),
          MidrRange.all(ARM, 0xd03),
          MidrRange.all(ARM, 0xd05),
          MidrRange.all(ARM, 0xd07),
          MidrRange.all(ARM, 0xd08),
          MidrRange.all(ARM, 0xd09),
          MidrRange.all(HISILICON, 0xd01),
          MidrRange.all(NVIDIA, 0x004),
          MidrRange.all(QUALCOMM, 0x800),
          MidrRange.all(QUALCOMM, 0x801),
          MidrRange.all(QUALCOMM, 0x803),
          MidrRange.all(QUALCOMM, 0x805));

  /**
   * {@code supports_bbml2_noabort_list}, 6.18: CPUs whose makers vouch for no TLB conflict aborts,
   * whatever ID_AA64MMFR2_EL1.BBM says.
   */
  private static final ImmutableList<MidrRange> BBML2_NOABORT =
      ImmutableList.of(
          MidrRange.revisions(ARM, 0xd82, 3),
          MidrRange.revisions(ARM, 0xd84, 2),
          MidrRange.revisions(ARM, 0xd83, 2),
          MidrRange.all(NVIDIA, 0x010),
          MidrRange.all(AMPERE, 0xac3),
          MidrRange.all(AMPERE, 0xac4));

  /** {@code supports_bbml3_list}, 7.3, beside those of {@link #BBML2_NOABORT}. */
  private static final ImmutableList<MidrRange> BBML3 =
      ImmutableList.of(
          MidrRange.all(ARM, 0xd88),
          MidrRange.all(ARM, 0xd4d),
          MidrRange.all(ARM, 0xd89),
          MidrRange.all(ARM, 0xd87),
          MidrRange.all(ARM, 0xd8e),
          MidrRange.all(ARM, 0xd8a),
          MidrRange.all(ARM, 0xd8b),
          MidrRange.from(ARM, 0xd8c, 1, 1),
          MidrRange.from(ARM, 0xd90, 1, 1));

  /** A64FX v0r0 and v1r0. */
  private static final long FUJITSU_010001_MODEL = 0x460f0010L;

  private static final long FUJITSU_010001_IGNORED = 0x00100000L;

  private final IdRegisters cpu;
  private final FeatureOverrides overrides;
  private final Granule granule;

  private CpuFeatures(IdRegisters cpu, FeatureOverrides overrides, Granule granule) {
    this.cpu = cpu;
    this.overrides = overrides;
    this.granule = granule;
  }

  /** The features of {@code cpu} for a kernel with pages of {@code granule}. */
  public static CpuFeatures of(IdRegisters cpu, FeatureOverrides overrides, Granule granule) {
    return new CpuFeatures(cpu, overrides, granule);
  }

  /**
   * 52-bit virtual addresses with 64K pages, {@code cpu_has_lva}: ID_AA64MMFR2_EL1.VARange after
   * any override, accepted or not.
   */
  public boolean hasLva() {
    long mmfr2 =
        overrides
            .get(OverrideRegister.ID_AA64MMFR2)
            .unchecked(cpu.get(IdRegister.ID_AA64MMFR2_EL1));
    return (mmfr2 >>> 16 & 0xf) != 0;
  }

  /**
   * 52-bit addresses with this granule, {@code cpu_has_lpa2}: the granule's TGran field, signed,
   * after any override, accepted or not. False for 64K.
   */
  public boolean hasLpa2() {
    long mmfr0 =
        overrides
            .get(OverrideRegister.ID_AA64MMFR0)
            .unchecked(cpu.get(IdRegister.ID_AA64MMFR0_EL1));
    return Tgran.hasLpa2(granule, mmfr0);
  }

  /** Whether the CPU translates with this granule ({@code __enable_mmu}); the raw register. */
  public boolean hasGranule() {
    return Tgran.hasGranule(granule, cpu.get(IdRegister.ID_AA64MMFR0_EL1));
  }

  /** Branch target identification, {@code cpu_has_bti}: after an accepted override. */
  public boolean hasBti() {
    return checked(OverrideRegister.ID_AA64PFR1, IdRegister.ID_AA64PFR1_EL1, 0) != 0;
  }

  /**
   * Address authentication by any algorithm, {@code cpu_has_pac}: APA, API or APA3, each after an
   * accepted override.
   */
  public boolean hasPointerAuth() {
    return checked(OverrideRegister.ID_AA64ISAR1, IdRegister.ID_AA64ISAR1_EL1, 4) != 0
        || checked(OverrideRegister.ID_AA64ISAR1, IdRegister.ID_AA64ISAR1_EL1, 8) != 0
        || checked(OverrideRegister.ID_AA64ISAR2, IdRegister.ID_AA64ISAR2_EL1, 12) != 0;
  }

  /** E0PD, which makes KPTI needless, {@code kaslr_requires_kpti}: the raw register. */
  public boolean hasE0pd() {
    return cpu.field(IdRegister.ID_AA64MMFR2_EL1, 60) != 0;
  }

  /** The RNDR register, {@code __early_cpu_has_rndr}: the raw register. */
  public boolean hasRndr() {
    return cpu.field(IdRegister.ID_AA64ISAR0_EL1, 60) != 0;
  }

  /** CSV3, so that KPTI is not needed against Meltdown, {@code unmap_kernel_at_el0}: raw. */
  public boolean hasCsv3() {
    return cpu.field(IdRegister.ID_AA64PFR0_EL1, 60) != 0;
  }

  /**
   * The lower three bits of ID_AA64MMFR0_EL1.PARange, {@code tcr_compute_pa_size}: the raw
   * register. 0 to 7 for 32, 36, 40, 42, 44, 48, 52 and 56 bits.
   */
  public int paRange() {
    return cpu.field(IdRegister.ID_AA64MMFR0_EL1, 0) & 7;
  }

  /** The physical address bits that {@link #paRange()} stands for. */
  public int paBits() {
    return PhysicalAddressSize.bits(paRange());
  }

  /**
   * ID_AA64MMFR1_EL1.HAFDBS, {@code __cpu_setup}: the raw register. 0 none, 1 access flag, 2 and
   * dirty state, 3 and table access flags, 4 and dirty state cleaning.
   */
  public int hafdbs() {
    return cpu.field(IdRegister.ID_AA64MMFR1_EL1, 0);
  }

  /** Memory tagging with tag memory (MTE2 or later): after an accepted override. */
  public boolean hasMte2() {
    return checked(OverrideRegister.ID_AA64PFR1, IdRegister.ID_AA64PFR1_EL1, 8) >= 2;
  }

  /** Stage 1 permission indirection, {@code __cpu_setup}: the raw register. */
  public boolean hasPie() {
    return cpu.field(IdRegister.ID_AA64MMFR3_EL1, 8) != 0;
  }

  /** TCR2_EL1, {@code __cpu_setup} from 6.13: the raw register. */
  public boolean hasTcr2() {
    return cpu.field(IdRegister.ID_AA64MMFR3_EL1, 0) != 0;
  }

  /** The virtualization host extensions: after an accepted override. */
  public boolean hasVhe() {
    return checked(OverrideRegister.ID_AA64MMFR1, IdRegister.ID_AA64MMFR1_EL1, 8) != 0;
  }

  /**
   * Whether the size of live mappings may change without break-before-make and without TLB conflict
   * aborts ({@code cpu_supports_bbml2_noabort}): by MIDR_EL1.
   */
  public boolean hasBbml2NoAbort() {
    return isIn(BBML2_NOABORT);
  }

  /**
   * Whether the size of live mappings may change without break-before-make ({@code
   * cpu_supports_bbml3}): ID_AA64MMFR2_EL1.BBM, the raw register, says level 3, or by MIDR_EL1.
   */
  public boolean hasBbml3() {
    return cpu.field(IdRegister.ID_AA64MMFR2_EL1, 52) >= 3 || isIn(BBML2_NOABORT) || isIn(BBML3);
  }

  /** Cavium erratum 27456, with which KPTI and nG must not be used: by MIDR_EL1. */
  public boolean isCavium27456() {
    return isIn(CAVIUM_27456);
  }

  /** Fujitsu erratum 010001, with which TCR_EL1.NFD must not be set: by MIDR_EL1. */
  public boolean isFujitsu010001() {
    return (midr() & ~FUJITSU_010001_IGNORED & 0xffff_ffffL) == FUJITSU_010001_MODEL;
  }

  /** Whether the kernel knows the CPU to be safe from Meltdown: by MIDR_EL1. */
  public boolean isOnKptiSafeList() {
    return isIn(KPTI_SAFE);
  }

  /** MIDR_EL1; zero where it was not given. */
  public long midr() {
    return cpu.get(IdRegister.MIDR_EL1);
  }

  private int checked(OverrideRegister override, IdRegister register, int shift) {
    return overrides.get(override).checkedField(cpu.get(register), shift);
  }

  private boolean isIn(ImmutableList<MidrRange> list) {
    for (MidrRange range : list) {
      if (range.contains(midr())) {
        return true;
      }
    }
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.Locale;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.Tgran;

/** Whether a CPU can translate as a plan wants it to. */
public final class PlanCpu {
  private static final int NARROW_BITS = 48;
  private static final int VA_RANGE_SHIFT = 16;
  private static final int XNX_SHIFT = 28;
  private static final int FWB_SHIFT = 40;

  private PlanCpu() {}

  /**
   * Checks the granule, the widths, FWB and rights to execute against a CPU's ID registers.
   *
   * @throws PlanException where the CPU lacks something
   */
  public static void require(Plan plan, String cpu, IdRegisters registers) {
    PlanSpace space = plan.space();
    requireDescriptors(space, cpu, registers.get(IdRegister.ID_AA64MMFR0_EL1));
    boolean lva = registers.field(IdRegister.ID_AA64MMFR2_EL1, VA_RANGE_SHIFT) >= 1;
    if (space.granule() == Granule.SIZE_64K && needsLva(plan) && !lva) {
      throw lacks(cpu, "FEAT_LVA");
    }
    boolean fwb = registers.field(IdRegister.ID_AA64MMFR2_EL1, FWB_SHIFT) >= 1;
    if (space.kind() == RegimeKind.STAGE2_FWB && !fwb) {
      throw lacks(cpu, "FEAT_S2FWB");
    }
    boolean xnx = registers.field(IdRegister.ID_AA64MMFR1_EL1, XNX_SHIFT) >= 1;
    for (PlanRegion region : plan.regions()) {
      if (isStage2(space) && !xnx && executesAtOneLevelOnly(region.attributes().rights())) {
        throw lacks(cpu, "FEAT_XNX for " + region.name());
      }
    }
  }

  private static void requireDescriptors(PlanSpace space, String cpu, long mmfr0) {
    Granule granule = space.granule();
    boolean stage2 = isStage2(space);
    String where = " with " + granule.label() + " granules" + (stage2 ? " at stage 2" : "");
    if (!(stage2 ? Tgran.hasGranuleAtStage2(granule, mmfr0) : Tgran.hasGranule(granule, mmfr0))) {
      throw lacks(cpu, "translation" + where);
    }
    int bits = PhysicalAddressSize.bits((int) mmfr0 & 7);
    if (space.paBits() > bits) {
      throw new PlanException(
          String.format(
              Locale.ROOT,
              "%s has physical addresses of %d bits, the plan of %d",
              cpu,
              bits,
              space.paBits()));
    }
    boolean lpa2 = stage2 ? Tgran.hasLpa2AtStage2(granule, mmfr0) : Tgran.hasLpa2(granule, mmfr0);
    if (space.format() == DescriptorFormat.LPA2 && !lpa2) {
      throw lacks(cpu, "FEAT_LPA2" + where);
    }
  }

  /** Whether an address takes more than 48 bits; of EL1's the upper half's begin with ones. */
  private static boolean needsLva(Plan plan) {
    int bits = plan.space().vaBits().orElse(0);
    if (bits > 0) {
      return bits > NARROW_BITS;
    }
    boolean halves = plan.space().kind() == RegimeKind.EL1;
    return plan.regions().stream()
        .mapToLong(
            region -> (halves && region.va() < 0 ? ~region.va() : region.va() + region.size() - 1))
        .anyMatch(va -> va >>> NARROW_BITS != 0);
  }

  private static boolean isStage2(PlanSpace space) {
    return space.kind() == RegimeKind.STAGE2 || space.kind() == RegimeKind.STAGE2_FWB;
  }

  private static boolean executesAtOneLevelOnly(int rights) {
    return (rights & Rights.EL1_EXECUTE) == 0 != ((rights & Rights.EL0_EXECUTE) == 0);
  }

  private static PlanException lacks(String cpu, String what) {
    return new PlanException(cpu + " has no " + what + ", which the plan needs");
  }
}

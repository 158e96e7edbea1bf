// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.Locale;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.arch.RegimeKind;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.Tgran;

/** Whether a CPU can translate as a plan wants it to. */
public final class PlanCpu {
  private static final int NARROW_BITS = 48;
  private static final int VA_RANGE_SHIFT = 16;
  private static final int FWB_SHIFT = 40;

  private PlanCpu() {}

  /**
   * Checks the granule, the widths and FWB against a CPU's ID registers.
   *
   * @throws PlanException where the CPU lacks something
   */
  public static void require(PlanSpace space, String cpu, IdRegisters registers) {
    Granule granule = space.granule();
    long mmfr0 = registers.get(IdRegister.ID_AA64MMFR0_EL1);
    if (!Tgran.hasGranule(granule, mmfr0)) {
      throw lacks(cpu, granule.label() + " granules");
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
    if (space.format() == DescriptorFormat.LPA2 && !Tgran.hasLpa2(granule, mmfr0)) {
      throw lacks(cpu, "FEAT_LPA2 with " + granule.label() + " granules");
    }
    boolean lva = registers.field(IdRegister.ID_AA64MMFR2_EL1, VA_RANGE_SHIFT) >= 1;
    if (granule == Granule.SIZE_64K && space.vaBits().orElse(0) > NARROW_BITS && !lva) {
      throw lacks(cpu, "FEAT_LVA");
    }
    boolean fwb = registers.field(IdRegister.ID_AA64MMFR2_EL1, FWB_SHIFT) >= 1;
    if (space.kind() == RegimeKind.STAGE2_FWB && !fwb) {
      throw lacks(cpu, "FEAT_S2FWB");
    }
  }

  private static PlanException lacks(String cpu, String what) {
    return new PlanException(cpu + " has no " + what + ", which the plan needs");
  }
}

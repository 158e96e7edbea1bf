// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.Trait;

/**
 * How wide KVM's own address spaces are ({@code kvm_mmu_init}, {@code prepare_host_vtcr}).
 *
 * @param hypVaBits the hypervisor's virtual address bits without VHE
 * @param hostStage2Bits the intermediate physical address bits of the host under protected KVM
 */
public record KvmLimits(int hypVaBits, int hostStage2Bits) {
  private static final int WITHOUT_LPA2 = 48;

  /**
   * The limits of a kernel in {@code layout} on a CPU with {@code paRangeBits} physical address
   * bits (ID_AA64MMFR0_EL1.PARange).
   *
   * @param idMapBits the address bits of the ID map
   */
  public static KvmLimits of(VaLayout layout, int paRangeBits, int idMapBits) {
    KernelConfig config = layout.config();
    int hyp = Math.max(idMapBits, layout.vaBitsActual());
    int stage2 = Math.min(paRangeBits, mostStage2Bits(layout));
    if (layout.traits().has(Trait.KVM_48_BITS) && config.lpa2()) {
      return new KvmLimits(WITHOUT_LPA2, Math.min(stage2, WITHOUT_LPA2));
    }
    return new KvmLimits(hyp, stage2);
  }

  /** ID_AA64MMFR0_EL1_PARANGE_MAX; from 6.8 on {@code kvm_get_parange_max}, which asks the CPU. */
  private static int mostStage2Bits(VaLayout layout) {
    KernelConfig config = layout.config();
    boolean lacksLpa2 =
        layout.traits().has(Trait.KVM_LPA2)
            && config.granule() != Granule.SIZE_64K
            && layout.vaBitsActual() < 52;
    return lacksLpa2 ? StaticTables.IDMAP_VA_BITS : config.paBits();
  }
}

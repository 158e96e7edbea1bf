// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

import org.earlymap.arch.Granule;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * How wide addresses are when a kernel runs on a CPU: where the CPU lacks the build's 52 bits, the
 * kernel falls back to fewer.
 *
 * @param vaBitsActual the virtual address bits in use, {@code vabits_actual}
 * @param rootLevel the lookup level of the kernel's root table, -1 to 2
 * @param lpa2Enabled {@code lpa2_is_enabled}: TCR_EL1.DS is set, and descriptors hold 52-bit
 *     addresses in the format of FEAT_LPA2
 * @param physMaskBits PHYS_MASK_SHIFT: the physical address bits that the kernel uses, 48 or 52
 * @param initialIps TCR_EL1.IPS as {@code tcr_compute_pa_size} sets it before the MMU is on
 * @param ips TCR_EL1.IPS from {@code set_ttbr0_for_lpa2} on, where that runs
 */
public record AddressSizes(
    int vaBitsActual,
    int rootLevel,
    boolean lpa2Enabled,
    int physMaskBits,
    int initialIps,
    int ips) {

  /** What a build comes to on a CPU, {@code early_map_kernel} and {@code __cpu_setup}. */
  public static AddressSizes of(KernelConfig config, KernelTraits traits, CpuFeatures cpu) {
    boolean lacksLva = config.granule() == Granule.SIZE_64K && !cpu.hasLva();
    boolean lacksLpa2 = config.lpa2() && !cpu.hasLpa2();
    int vaBitsActual = lacksLva || lacksLpa2 ? config.vaBitsMin() : config.vaBits();
    boolean lpa2Enabled = config.lpa2() && !lacksLpa2;
    boolean narrowAtFirst = config.lpa2() && traits.has(Trait.LPA2_PARANGE_48);
    int widest =
        config.paBits() == 48 || narrowAtFirst
            ? PhysicalAddressSize.ENCODED_48
            : PhysicalAddressSize.ENCODED_52;
    int initialIps = Math.min(cpu.paRange(), widest);
    return new AddressSizes(
        vaBitsActual,
        4 - config.pgtableLevels() + (lacksLpa2 ? 1 : 0),
        lpa2Enabled,
        narrowAtFirst && !lpa2Enabled ? 48 : config.paBits(),
        initialIps,
        narrowAtFirst && lpa2Enabled ? cpu.paRange() : initialIps);
  }
}

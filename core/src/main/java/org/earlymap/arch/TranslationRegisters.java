// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

import java.util.Optional;

/**
 * The registers that say how EL1 and EL0 translate.
 *
 * @param tcr TCR_EL1
 * @param mair MAIR_EL1
 * @param sctlr SCTLR_EL1
 * @param ttbr0 TTBR0_EL1
 * @param ttbr1 TTBR1_EL1
 * @param indirect PIR_EL1 and PIRE0_EL1 where TCR2_EL1.PIE is set
 */
public record TranslationRegisters(
    Tcr tcr,
    Mair mair,
    Sctlr sctlr,
    Ttbr ttbr0,
    Ttbr ttbr1,
    Optional<IndirectPermissions> indirect) {

  /**
   * How {@code half} translates.
   *
   * @throws TcrException where TCR_EL1 describes no translation regime
   */
  public TranslationRegime regime(VaHalf half) {
    return tcr.regime(half);
  }

  /**
   * The physical address of the root table of {@code half}.
   *
   * @throws TcrException where TCR_EL1 describes no translation regime
   */
  public long rootAddress(VaHalf half) {
    return (half == VaHalf.LOWER ? ttbr0 : ttbr1).rootAddress(regime(half));
  }

  /** The permission model of {@code half}. */
  public Permissions permissions(VaHalf half) {
    return new Permissions(
        sctlr.wxn(),
        !tcr.hierarchicalOff(half),
        tcr.hardwareDirtyState(),
        tcr.el0Denied(half),
        indirect);
  }

  /**
   * How many bits an output address may have before the CPU reports an address size fault: IPS, or
   * less where the descriptors hold less.
   *
   * @throws TcrException where TCR_EL1 describes no translation regime
   */
  public int outputBits(VaHalf half) {
    return Math.min(tcr.ipsBits(), regime(half).format().outputBits());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import java.util.Optional;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;

/**
 * The translation registers of the boot CPU, 64 bits each, as they read at a stage.
 *
 * @param tcr TCR_EL1
 * @param mair MAIR_EL1
 * @param sctlr SCTLR_EL1
 * @param ttbr0 TTBR0_EL1
 * @param ttbr1 TTBR1_EL1
 */
public record BootRegisters(long tcr, long mair, long sctlr, long ttbr0, long ttbr1) {
  /**
   * What they say of a translation.
   *
   * @param indirect what PIR_EL1 and PIRE0_EL1 give, where FEAT_S1PIE is on
   */
  public TranslationRegisters translation(Optional<IndirectPermissions> indirect) {
    return new TranslationRegisters(
        new Tcr(tcr), new Mair(mair), new Sctlr(sctlr), new Ttbr(ttbr0), new Ttbr(ttbr1), indirect);
  }

  /** These with another TCR_EL1. */
  public BootRegisters withTcr(long value) {
    return new BootRegisters(value, mair, sctlr, ttbr0, ttbr1);
  }

  /** These with both table base registers. */
  public BootRegisters withTables(long ttbr0Value, long ttbr1Value) {
    return new BootRegisters(tcr, mair, sctlr, ttbr0Value, ttbr1Value);
  }

  /** These with another SCTLR_EL1. */
  public BootRegisters withSctlr(long value) {
    return new BootRegisters(tcr, mair, value, ttbr0, ttbr1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

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

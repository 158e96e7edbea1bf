// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

import java.util.ArrayList;
import java.util.List;

/**
 * A system register and what it holds.
 *
 * @param name as Arm writes it, such as {@code TCR_EL2}
 * @param value the register, 64 bits
 */
public record RegisterValue(String name, long value) {
  /** HCR_EL2.VM: stage 2 is on. */
  public static final long HCR_VM = 1L;

  /** HCR_EL2.FWB: stage 2 states the resulting memory type. */
  public static final long HCR_FWB = 1L << 46;

  /**
   * The registers of {@code registers} by their own names, in the order in which they are written:
   * types, control, bases, then what switches translation on.
   *
   * @param regime how the tables of the lower half, or of the only one, are read
   */
  public static List<RegisterValue> of(TranslationRegisters registers, TranslationRegime regime) {
    RegimeKind kind = registers.kind();
    List<RegisterValue> values = new ArrayList<>();
    long control =
        kind == RegimeKind.EL1
            ? registers.tcr().value()
            : OtherTcr.ofEl1(kind, registers.tcr(), regime);
    if (kind.isStage2()) {
      values.add(new RegisterValue(kind.controlRegister(), control));
      values.add(base(registers, VaHalf.LOWER));
      values.add(
          new RegisterValue("HCR_EL2", HCR_VM | (kind == RegimeKind.STAGE2_FWB ? HCR_FWB : 0)));
      return values;
    }
    String level = kind.exceptionLevel();
    values.add(new RegisterValue("MAIR_" + level, registers.mair().value()));
    values.add(new RegisterValue(kind.controlRegister(), control));
    values.add(base(registers, VaHalf.LOWER));
    if (kind.hasUpperHalf()) {
      values.add(base(registers, VaHalf.UPPER));
    }
    registers
        .indirect()
        .ifPresent(
            indirect -> {
              values.add(new RegisterValue("PIRE0_EL1", indirect.pire0()));
              values.add(new RegisterValue("PIR_EL1", indirect.pir()));
            });
    values.add(new RegisterValue("SCTLR_" + level, registers.sctlr().value()));
    return values;
  }

  private static RegisterValue base(TranslationRegisters registers, VaHalf half) {
    return new RegisterValue(
        registers.kind().baseRegister(half), registers.ttbr(half).map(Ttbr::value).orElse(0L));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The registers that say how an exception level translates: those of a boot at a stage, of a
 * manifest, of a core, or given by hand.
 *
 * @param tcr TCR_EL1
 * @param mair MAIR_EL1
 * @param sctlr SCTLR_EL1
 * @param ttbr0 TTBR0_EL1; empty where it is not known or not set yet
 * @param ttbr1 TTBR1_EL1; empty where it is not known or not set yet
 * @param indirect PIR_EL1 and PIRE0_EL1 where TCR2_EL1.PIE is set
 * @param kind whose registers they are: of EL2, EL3 and stage 2 the control register stands here in
 *     TCR_EL1's form ({@link OtherTcr}), and the one base register as {@code ttbr0}
 */
public record TranslationRegisters(
    Tcr tcr,
    Mair mair,
    Sctlr sctlr,
    Optional<Ttbr> ttbr0,
    Optional<Ttbr> ttbr1,
    Optional<IndirectPermissions> indirect,
    RegimeKind kind) {
  /** Those of EL1 and EL0. */
  public TranslationRegisters(
      Tcr tcr,
      Mair mair,
      Sctlr sctlr,
      Optional<Ttbr> ttbr0,
      Optional<Ttbr> ttbr1,
      Optional<IndirectPermissions> indirect) {
    this(tcr, mair, sctlr, ttbr0, ttbr1, indirect, RegimeKind.EL1);
  }

  /** Those of a CPU whose MMU is on, without FEAT_S1PIE. */
  public static TranslationRegisters of(Tcr tcr, Mair mair, Sctlr sctlr, Ttbr ttbr0, Ttbr ttbr1) {
    return new TranslationRegisters(
        tcr, mair, sctlr, Optional.of(ttbr0), Optional.of(ttbr1), Optional.empty());
  }

  /**
   * How {@code half} translates.
   *
   * @throws TcrException where TCR_EL1 describes no translation regime
   */
  public TranslationRegime regime(VaHalf half) {
    return tcr.regime(half);
  }

  /** The table base register of {@code half}, where it is known. */
  public Optional<Ttbr> ttbr(VaHalf half) {
    return half == VaHalf.LOWER ? ttbr0 : ttbr1;
  }

  /**
   * The physical address of the root table of {@code half}.
   *
   * @throws TcrException where TCR_EL1 describes no translation regime
   * @throws MissingRegisterException where the table base register is not known
   */
  public long rootAddress(VaHalf half) {
    Ttbr base = ttbr(half).orElseThrow(() -> new MissingRegisterException(kind.baseRegister(half)));
    return base.rootAddress(regime(half));
  }

  /** The permission model of {@code half}. */
  public Permissions permissions(VaHalf half) {
    return new Permissions(
        sctlr.wxn(),
        !tcr.hierarchicalOff(half),
        tcr.hardwareDirtyState(),
        tcr.el0Denied(half),
        indirect,
        kind);
  }

  /** SCTLR_EL1.EE: the byte order of descriptors. */
  public ByteOrder byteOrder() {
    return sctlr.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** These with another TCR_EL1. */
  public TranslationRegisters withTcr(Tcr value) {
    return new TranslationRegisters(value, mair, sctlr, ttbr0, ttbr1, indirect, kind);
  }

  /** These with another SCTLR_EL1. */
  public TranslationRegisters withSctlr(Sctlr value) {
    return new TranslationRegisters(tcr, mair, value, ttbr0, ttbr1, indirect, kind);
  }

  /** These with both table base registers. */
  public TranslationRegisters withTables(Ttbr lower, Ttbr upper) {
    return new TranslationRegisters(
        tcr, mair, sctlr, Optional.of(lower), Optional.of(upper), indirect, kind);
  }
}

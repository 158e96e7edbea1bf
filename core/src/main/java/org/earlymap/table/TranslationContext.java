// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Mair;
import org.earlymap.arch.MemoryType;
import org.earlymap.arch.Permissions;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Stage2Attributes;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.VaHalf;

/**
 * How the tables beneath one root are read: everything that a CPU takes from its registers for a
 * walk, decided once. Whoever walks, prints, judges or compares tables has it from here.
 *
 * @param half which half of the address space they translate
 * @param regime granule, width and descriptors
 * @param root the physical address of the root table, aligned to its size
 * @param outputBits how many bits an output address may have, 32 to 52: TCR_EL1.IPS, or less where
 *     the descriptors hold less
 * @param permissions the permission model: WXN, hierarchical limits, dirty state, FEAT_S1PIE
 * @param mair the memory types
 * @param hardwareAccessFlag TCR.HA: a clear access flag is no fault
 */
public record TranslationContext(
    VaHalf half,
    TranslationRegime regime,
    long root,
    int outputBits,
    Permissions permissions,
    Mair mair,
    boolean hardwareAccessFlag) {

  /**
   * The tables that {@code registers} point to.
   *
   * @throws org.earlymap.arch.TcrException where TCR_EL1 describes no translation regime
   * @throws org.earlymap.arch.MissingRegisterException where the table base of {@code half} is not
   *     known
   */
  public static TranslationContext of(TranslationRegisters registers, VaHalf half) {
    return of(registers, half, registers.regime(half), registers.rootAddress(half));
  }

  /**
   * The tables of {@code half} beneath a root at {@code pa}, wherever the table base register
   * points to.
   *
   * @throws org.earlymap.arch.TcrException where TCR_EL1 describes no translation regime
   */
  public static TranslationContext of(TranslationRegisters registers, VaHalf half, long pa) {
    return of(registers, half, registers.regime(half), pa);
  }

  /**
   * The tables beneath {@code root}, which a kernel may install later with another TxSZ: the regime
   * is that of the root, all else is as the registers say.
   */
  public static TranslationContext of(TranslationRegisters registers, TableRoot root) {
    return of(registers, root.half(), root.regime(), root.pa());
  }

  private static TranslationContext of(
      TranslationRegisters registers, VaHalf half, TranslationRegime regime, long root) {
    return new TranslationContext(
        half,
        regime,
        root,
        Math.min(registers.tcr().ipsBits(), regime.format().outputBits()),
        registers.permissions(half),
        registers.mair(),
        registers.tcr().hardwareAccessFlag());
  }

  /**
   * For descriptors that come without registers: Linux's memory types, plain permissions, all the
   * output bits that the descriptors hold. What has registers is read with {@link #of}.
   */
  public static TranslationContext plain(VaHalf half, TranslationRegime regime, long root) {
    return new TranslationContext(
        half, regime, root, regime.format().outputBits(), Permissions.PLAIN, Mair.LINUX, false);
  }

  /** The same with other memory types. */
  public TranslationContext withMair(Mair other) {
    return new TranslationContext(
        half, regime, root, outputBits, permissions, other, hardwareAccessFlag);
  }

  /**
   * The memory type of {@code leaf}: what MAIR says of its index, or the type that stage 2 states.
   */
  public MemoryType memoryType(long leaf) {
    RegimeKind kind = permissions.kind();
    return kind.isStage2()
        ? Stage2Attributes.memoryType(leaf, kind == RegimeKind.STAGE2_FWB)
        : mair.type(Descriptor.attrIndex(leaf));
  }

  /** The field that chooses the memory type of {@code leaf}: AttrIndx, or MemAttr of stage 2. */
  public int attributeIndex(long leaf) {
    return permissions.kind().isStage2()
        ? Stage2Attributes.memAttr(leaf)
        : Descriptor.attrIndex(leaf);
  }

  /** What holds the root: {@code TTBR0} or {@code TTBR1} of EL1, or another's register in full. */
  public String baseRegister() {
    return permissions.kind().shortBaseRegister(half);
  }

  /** The lowest virtual address that the tables translate. */
  public long startVa() {
    return half.start(regime.vaBits());
  }

  /** Whether the tables translate {@code va}; the top byte counts. */
  public boolean covers(long va) {
    return va >> regime.vaBits() == (half == VaHalf.LOWER ? 0 : -1);
  }

  /** Whether {@code pa} has a bit beyond the output size. */
  public boolean beyondOutput(long pa) {
    return pa >>> outputBits != 0;
  }

  /** The address that {@code leaf}, found at {@code level}, maps the first byte of its range to. */
  public long output(long leaf, int level) {
    return regime.format().decode(leaf, regime.granule()) & -regime.granule().levelSize(level);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import org.earlymap.arch.Mair;
import org.earlymap.arch.Permissions;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.VaHalf;

/**
 * The tables beneath one root, and how a CPU reads them.
 *
 * @param half which half of the address space they translate
 * @param regime granule, width and descriptors
 * @param root the physical address of the root table, aligned to its size
 * @param outputBits how many bits an output address may have, 32 to 52
 * @param permissions the permission model
 * @param mair the memory types
 * @param hardwareAccessFlag TCR.HA: a clear access flag is no fault
 */
public record TableTree(
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
   */
  public static TableTree of(TranslationRegisters registers, VaHalf half) {
    return new TableTree(
        half,
        registers.regime(half),
        registers.rootAddress(half),
        registers.outputBits(half),
        registers.permissions(half),
        registers.mair(),
        registers.tcr().hardwareAccessFlag());
  }

  /** Tables of Linux's memory types and plain permissions, of all that the descriptors hold. */
  public static TableTree plain(VaHalf half, TranslationRegime regime, long root) {
    return new TableTree(
        half, regime, root, regime.format().outputBits(), Permissions.PLAIN, Mair.LINUX, false);
  }

  /** The same tables read from another root. */
  public TableTree withRoot(long pa) {
    return new TableTree(half, regime, pa, outputBits, permissions, mair, hardwareAccessFlag);
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

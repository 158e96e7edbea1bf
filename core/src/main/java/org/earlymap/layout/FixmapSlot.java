// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

/**
 * The fixmap's slots by name ({@code enum fixed_addresses}), in the order of their indices. A slot
 * that stands for a window is named after its end: the window's lowest address is the last index.
 */
public enum FixmapSlot {
  /** Slot 0, never mapped. */
  FIX_HOLE,
  /** The device tree's window, highest page. */
  FIX_FDT_END,
  /** The device tree's window, lowest page. */
  FIX_FDT,
  FIX_EARLYCON_MEM_BASE,
  FIX_TEXT_POKE0,
  /** KVM's VNCR pages, highest page: not used by any CPU. */
  FIX_VNCR_END,
  /** KVM's VNCR pages, lowest page: that of the last CPU. */
  FIX_VNCR,
  FIX_APEI_GHES_IRQ,
  FIX_APEI_GHES_SEA,
  FIX_APEI_GHES_SDEI_NORMAL,
  FIX_APEI_GHES_SDEI_CRITICAL,
  /** The page of data that a relocatable kernel's trampoline reads. */
  FIX_ENTRY_TRAMP_TEXT4,
  FIX_ENTRY_TRAMP_TEXT3,
  FIX_ENTRY_TRAMP_TEXT2,
  /** The lowest page of the trampoline, at TRAMP_VALIAS. */
  FIX_ENTRY_TRAMP_TEXT1,
  /** The windows of early_ioremap, highest page. */
  FIX_BTMAP_END,
  /** The windows of early_ioremap, lowest page. */
  FIX_BTMAP_BEGIN,
  FIX_PTE,
  FIX_PMD,
  FIX_PUD,
  FIX_P4D,
  FIX_PGD;

  /** Whether the slot keeps its meaning after boot. */
  public boolean permanent() {
    return compareTo(FIX_BTMAP_END) < 0;
  }
}

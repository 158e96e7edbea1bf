// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import org.earlymap.arch.DescriptorFormat;

/** How Linux puts a physical address into a descriptor ({@code __phys_to_pte_val}). */
final class PteAddress {
  /** With 64K pages and 52 bits Linux leaves bits 49:48 in place too; the hardware ignores them. */
  private static final long LEFT_IN_PLACE = 0x0003_0000_0000_0000L;

  private PteAddress() {}

  /** The descriptor bits for {@code pa}. */
  static long encode(DescriptorFormat format, long pa) {
    long bits = format.encode(pa);
    return format == DescriptorFormat.LPA_64K ? bits | (pa & LEFT_IN_PLACE) : bits;
  }

  /**
   * Whether {@code count} pages from {@code pa} on encode to descriptors that lie one page apart:
   * none of the address bits that a format moves changes within them.
   */
  static boolean isLinear(DescriptorFormat format, long pa, long lastPa) {
    int moved = format == DescriptorFormat.LPA2 ? 50 : 48;
    return pa >>> moved == lastPa >>> moved;
  }
}

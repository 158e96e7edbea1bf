// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/** How the kernel splits a range, by generation of its {@code __flush_tlb_range()}. */
public enum FlushAlgorithm {
  /**
   * Before 6.8: an odd page first, then scales ascending, the base always in pages, so that it is
   * wrong where TCR.DS is set. Level 0 means that the level is unknown.
   */
  ASCENDING(RangeOperand.MOST_PAGES - 1, false),
  /**
   * Since 6.8: scales descending, the odd page last, the base in units of 64 KiB under LPA2, and
   * single operations up to that alignment. Level 0 is a level.
   */
  DESCENDING(RangeOperand.MOST_PAGES, false),
  /** Since 6.13: as before, and kernel addresses are split like a process's. */
  DESCENDING_KERNEL(RangeOperand.MOST_PAGES, true);

  private final long mostPages;
  private final boolean splitsKernelRanges;

  FlushAlgorithm(long mostPages, boolean splitsKernelRanges) {
    this.mostPages = mostPages;
    this.splitsKernelRanges = splitsKernelRanges;
  }

  /** The algorithm of a kernel. */
  public static FlushAlgorithm of(KernelTraits traits) {
    if (traits.has(Trait.TLBI_KERNEL_RANGES)) {
      return DESCENDING_KERNEL;
    }
    return traits.has(Trait.TLBI_SCALE_DESCENDING) ? DESCENDING : ASCENDING;
  }

  /** The most pages that are invalidated by range; beyond, everything is. */
  public long mostPages() {
    return mostPages;
  }

  /** Whether kernel addresses use range operations; before, they go one page at a time. */
  public boolean splitsKernelRanges() {
    return splitsKernelRanges;
  }
}

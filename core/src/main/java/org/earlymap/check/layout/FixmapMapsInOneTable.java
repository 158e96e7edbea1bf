// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.FixmapSlot;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.Trait;

/**
 * EM-LAY-009: the windows of {@code early_ioremap()} share the one static level 3 table (before
 * 6.4). Protects from a window that is mapped beneath no table.
 */
final class FixmapMapsInOneTable extends Rule {
  FixmapMapsInOneTable() {
    super(
        "EM-LAY-009",
        Severity.ERROR,
        "the windows of early_ioremap() share the one static level 3 table (before 6.4)",
        "arch/arm64/mm/mmu.c: early_fixmap_init() BUILD_BUG_ON(FIX_BTMAP_BEGIN, FIX_BTMAP_END)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (kernel.has(Trait.PAGE_GRANULAR_FDT_FIXMAP)) {
      return;
    }
    VaLayout layout = kernel.layout();
    Fixmap fixmap = Fixmap.of(layout);
    int shift = kernel.granule().levelShift(2);
    long begin = fixmap.address(FixmapSlot.FIX_BTMAP_BEGIN);
    long end = fixmap.address(FixmapSlot.FIX_BTMAP_END);
    if (!FixmapInOneTable.isInOneTable(begin, end, shift)) {
      verdict.finding(
          "FIX_BTMAP_BEGIN",
          begin,
          String.format(
              "FIX_BTMAP_BEGIN %s and FIX_BTMAP_END %s need two tables at level 3",
              Figures.hex(begin), Figures.hex(end)));
    }
    int linked = BootTimeTables.pages(kernel, "bm_pte").orElse(1);
    if (linked != 1) {
      verdict.finding(
          "bm_pte",
          kernel.at("bm_pte"),
          "bm_pte has " + Figures.pages(linked) + ", expected the one that the windows share");
    }
  }
}

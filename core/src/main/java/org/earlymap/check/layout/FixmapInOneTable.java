// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.Trait;

/**
 * EM-LAY-005: one level 2 table holds all of the fixmap. Protects from slots beneath a second
 * table, which the kernel does not have.
 */
final class FixmapInOneTable extends Rule {
  FixmapInOneTable() {
    super(
        "EM-LAY-005",
        Severity.ERROR,
        "one level 2 table holds all of the fixmap",
        "arch/arm64/mm/fixmap.c: static_assert(NR_BM_PMD_TABLES == 1)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    VaLayout layout = kernel.layout();
    Fixmap fixmap = Fixmap.of(layout);
    boolean all = kernel.has(Trait.PAGE_GRANULAR_FDT_FIXMAP);
    long start = all ? fixmap.totalStart() : fixmap.start();
    int shift = kernel.granule().levelShift(1);
    if (!isInOneTable(start, layout.fixaddrTop() - 1, shift)) {
      verdict.finding(
          "FIXADDR_TOP",
          start,
          String.format(
              "the fixmap %s..%s needs two tables at level 2",
              Figures.hex(start), Figures.hex(layout.fixaddrTop())));
    }
    int linked = BootTimeTables.pages(kernel, "bm_pmd").orElse(1);
    if (linked != 1) {
      verdict.finding(
          "bm_pmd",
          kernel.at("bm_pmd"),
          "bm_pmd has " + Figures.pages(linked) + ", expected the one table of the fixmap");
    }
  }

  /** Whether two addresses are translated through one entry of {@code 1 << shift} bytes. */
  static boolean isInOneTable(long first, long last, int shift) {
    return first >>> shift == last >>> shift;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.Fixmap;

/**
 * EM-TBL-005: {@code bm_pte} has a table for every level 2 entry that the fixmap spans. Protects
 * from slots of the fixmap that have no table, and from a panic when one is set.
 */
final class FixmapTablesFit extends Rule {
  FixmapTablesFit() {
    super(
        "EM-TBL-005",
        Severity.ERROR,
        "bm_pte has a table for every level 2 entry that the fixmap spans",
        "arch/arm64/mm/fixmap.c: NR_BM_PTE_TABLES");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    int needed = Fixmap.of(kernel.layout()).bmPteTables();
    long va = kernel.at("bm_pte");
    OptionalLong size = SymbolSizes.of(kernel, va, List.of("bm_pte"));
    if (size.isEmpty()) {
      verdict.measured("bm_pte", Figures.pages(needed) + " needed");
      return;
    }
    long pages = size.getAsLong() >>> kernel.granule().shift();
    verdict.measured(
        "bm_pte",
        String.format(
            Locale.ROOT,
            "%s set aside, %d needed, margin %s",
            Figures.pages(pages),
            needed,
            Figures.pages(pages - needed)));
    if (pages < needed) {
      verdict.finding(
          "bm_pte", va, "bm_pte has " + Figures.pages(pages) + ", and the fixmap needs " + needed);
    }
  }
}

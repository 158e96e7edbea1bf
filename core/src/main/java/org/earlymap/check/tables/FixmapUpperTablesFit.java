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
import org.earlymap.version.Trait;

/**
 * EM-TBL-007: {@code bm_pud} and {@code bm_pmd} have a table for every entry above that the fixmap
 * spans. Protects from the same as EM-TBL-005, one and two levels up. Fewer address bits at run
 * time take levels away at the root and never add a table.
 */
final class FixmapUpperTablesFit extends Rule {
  FixmapUpperTablesFit() {
    super(
        "EM-TBL-007",
        Severity.ERROR,
        "bm_pud and bm_pmd have a table for every entry above that the fixmap spans",
        "arch/arm64/mm/fixmap.c: early_fixmap_init()");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    int levels = kernel.config().pgtableLevels();
    if (levels > 3) {
      check(kernel, verdict, "bm_pud", 0);
    }
    if (levels > 2) {
      check(kernel, verdict, "bm_pmd", 1);
    }
  }

  /** Compares the tables below level {@code level} with those that {@code name} has. */
  private static void check(CheckedKernel kernel, Verdict verdict, String name, int level) {
    Fixmap fixmap = Fixmap.of(kernel.layout());
    boolean all = kernel.has(Trait.PAGE_GRANULAR_FDT_FIXMAP);
    int shift = kernel.granule().levelShift(level);
    long first = (all ? fixmap.totalStart() : fixmap.start()) >>> shift;
    long needed = ((kernel.layout().fixaddrTop() - 1) >>> shift) - first + 1;
    long va = kernel.at(name);
    OptionalLong size = SymbolSizes.of(kernel, va, List.of(name));
    if (size.isEmpty()) {
      verdict.measured(name, Figures.pages(needed) + " needed");
      return;
    }
    long pages = size.getAsLong() >>> kernel.granule().shift();
    verdict.measured(
        name,
        String.format(
            Locale.ROOT,
            "%s set aside, %d needed, margin %s",
            Figures.pages(pages),
            needed,
            Figures.pages(pages - needed)));
    if (pages < needed) {
      verdict.finding(
          name,
          va,
          String.format(
              Locale.ROOT,
              "%s has %s (%s), and the fixmap needs %d",
              name,
              Figures.pages(pages),
              Figures.size(size.getAsLong()),
              needed));
    }
  }
}

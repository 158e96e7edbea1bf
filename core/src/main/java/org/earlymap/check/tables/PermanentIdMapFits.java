// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import java.util.List;
import java.util.OptionalLong;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.ReservedTables;
import org.earlymap.layout.StaticTables;
import org.earlymap.version.Trait;

/**
 * EM-TBL-006: the permanent ID map has a page for each level below its root. Protects from tables
 * over what lies behind {@code idmap_ptes} and {@code kpti_ptes}.
 */
final class PermanentIdMapFits extends Rule {
  PermanentIdMapFits() {
    super(
        "EM-TBL-006",
        Severity.ERROR,
        "the permanent ID map has a page for each level below its root",
        "arch/arm64/mm/mmu.c: create_idmap()");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (!kernel.has(Trait.C_MAP_KERNEL)) {
      return;
    }
    int needed = StaticTables.of(kernel.layout()).idmapLevels() - 1;
    for (String pool : ReservedTables.IDMAP_POOLS) {
      OptionalLong va = kernel.find(pool);
      OptionalLong size = va.isEmpty() ? va : SymbolSizes.of(kernel, va.getAsLong(), List.of(pool));
      if (size.isPresent() && size.getAsLong() >>> kernel.granule().shift() < needed) {
        verdict.finding(
            pool,
            va.getAsLong(),
            String.format(
                "%s has %s, expected %s",
                pool, Figures.size(size.getAsLong()), Figures.pages(needed)));
      }
    }
  }
}

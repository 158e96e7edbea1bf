// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import java.util.List;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-SEG-022: the early tables start and end at pages. Protects from a TTBR that is rounded down to
 * another page, and from table pages that reach beyond their room.
 */
final class InitPgDirPages extends Rule {
  private static final List<String> BOUNDARIES =
      List.of("init_idmap_pg_dir", "init_idmap_pg_end", "init_pg_dir", "init_pg_end");

  InitPgDirPages() {
    super(
        "EM-SEG-022",
        Severity.ERROR,
        "the early tables start and end at pages",
        "arch/arm64/kernel/vmlinux.lds.S: init_pg_dir = ALIGN(PAGE_SIZE)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    for (String symbol : BOUNDARIES) {
      long va = kernel.at(symbol);
      if ((va & (kernel.granule().bytes() - 1)) != 0) {
        verdict.finding(symbol, va, symbol + " at " + Figures.hex(va) + " does not start a page");
      }
    }
  }
}

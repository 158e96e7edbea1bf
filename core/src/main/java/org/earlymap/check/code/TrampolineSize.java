// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.code;

import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-SEG-011: the entry trampoline fits into the three pages that the fixmap has for it. Protects
 * from vectors of KPTI whose end is not mapped while user space runs.
 */
final class TrampolineSize extends Rule {
  private static final int PAGES = 3;

  TrampolineSize() {
    super(
        "EM-SEG-011",
        Severity.ERROR,
        "the entry trampoline fits into the three pages that the fixmap has for it",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(Entry trampoline text too big)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (!kernel.config().isSet("UNMAP_KERNEL_AT_EL0")) {
      return;
    }
    Optional<Range> code =
        CodeRange.of(kernel, "__entry_tramp_text_start", "__entry_tramp_text_end", verdict);
    if (code.isEmpty()) {
      return;
    }
    Range text = code.get();
    long page = kernel.granule().bytes();
    if (Long.compareUnsigned(text.size(), PAGES * page) > 0) {
      verdict.finding(
          "__entry_tramp_text_start",
          text.start(),
          "the entry trampoline has "
              + Figures.size(text.size())
              + ", expected at most "
              + Figures.size(PAGES * page));
    }
    if ((text.start() & (page - 1)) != 0) {
      verdict.finding(
          "__entry_tramp_text_start",
          text.start(),
          "the entry trampoline at " + Figures.hex(text.start()) + " does not start a page");
    }
  }
}

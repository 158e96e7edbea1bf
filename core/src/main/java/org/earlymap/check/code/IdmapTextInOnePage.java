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
 * EM-SEG-009: the ID map text lies within one 4 KiB page. Protects from code that runs out of its
 * one mapped page while the MMU is switched.
 */
final class IdmapTextInOnePage extends Rule {
  private static final long PAGE_4K = 4096;

  IdmapTextInOnePage() {
    super(
        "EM-SEG-009",
        Severity.ERROR,
        "the ID map text lies within one 4 KiB page: one page is mapped for it",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(ID map text too big or misaligned)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    Optional<Range> code =
        CodeRange.ofBoundaries(kernel, "__idmap_text_start", "__idmap_text_end", verdict);
    if (code.isEmpty()) {
      return;
    }
    Range text = code.get();
    long end = text.end() - (text.start() & -PAGE_4K);
    if (Long.compareUnsigned(end, PAGE_4K) > 0) {
      verdict.finding(
          "__idmap_text_start",
          text.start(),
          String.format(
              "the ID map text %s..%s has %s and crosses the end of its 4 KiB page",
              Figures.hex(text.start()), Figures.hex(text.end()), Figures.size(text.size())));
    }
  }
}

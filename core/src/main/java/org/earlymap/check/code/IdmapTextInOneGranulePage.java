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
 * EM-SEG-010: the ID map text does not cross a page of the granule. Protects from the same as
 * EM-SEG-009, for granules of 16K and 64K.
 */
final class IdmapTextInOneGranulePage extends Rule {
  IdmapTextInOneGranulePage() {
    super(
        "EM-SEG-010",
        Severity.ERROR,
        "the ID map text does not cross a page of the granule",
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
    int shift = kernel.granule().shift();
    if (text.size() != 0 && text.start() >>> shift != (text.end() - 1) >>> shift) {
      verdict.finding(
          "__idmap_text_start",
          text.start(),
          String.format(
              "the ID map text %s..%s crosses a %s page",
              Figures.hex(text.start()), Figures.hex(text.end()), kernel.granule().label()));
    }
  }
}

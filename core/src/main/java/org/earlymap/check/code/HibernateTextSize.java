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
 * EM-SEG-025: the hibernate exit code fits into one 4 KiB page. Protects from a resume that jumps
 * to code of which the end was not copied.
 */
final class HibernateTextSize extends Rule {
  private static final long MOST = 4096;

  HibernateTextSize() {
    super(
        "EM-SEG-025",
        Severity.ERROR,
        "the hibernate exit code fits into one 4 KiB page",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(Hibernate exit text is bigger than 4 KiB)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (!kernel.config().isSet("HIBERNATION")) {
      return;
    }
    Optional<Range> code =
        CodeRange.of(kernel, "__hibernate_exit_text_start", "__hibernate_exit_text_end", verdict);
    if (code.isEmpty()) {
      return;
    }
    Range text = code.get();
    if (Long.compareUnsigned(text.size(), MOST) > 0) {
      verdict.finding(
          "__hibernate_exit_text_start",
          text.start(),
          "the hibernate exit code has " + Figures.size(text.size()) + ", expected at most 4 KiB");
    }
  }
}

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
 * EM-SEG-024: the kexec relocation code fits into one 4 KiB control page. Protects from a kexec
 * that jumps to code of which the end was not copied.
 */
final class KexecTextSize extends Rule {
  private static final long MOST = 4096;

  KexecTextSize() {
    super(
        "EM-SEG-024",
        Severity.ERROR,
        "the kexec relocation code fits into one 4 KiB control page",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(kexec relocation code is bigger than 4 KiB)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (!kernel.config().isSet("KEXEC_CORE")) {
      return;
    }
    Optional<Range> code =
        CodeRange.of(kernel, "__relocate_new_kernel_start", "__relocate_new_kernel_end", verdict);
    if (code.isEmpty()) {
      return;
    }
    Range text = code.get();
    if (Long.compareUnsigned(text.size(), MOST) > 0) {
      verdict.finding(
          "__relocate_new_kernel_start",
          text.start(),
          "the kexec relocation code has "
              + Figures.size(text.size())
              + ", expected at most 4 KiB");
    }
  }
}

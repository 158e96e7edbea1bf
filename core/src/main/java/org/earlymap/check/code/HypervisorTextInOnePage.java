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
 * EM-SEG-012: the hypervisor's ID map text fits into one page. Protects from a hypervisor that
 * faults at EL2 while it switches its own MMU on.
 */
final class HypervisorTextInOnePage extends Rule {
  HypervisorTextInOnePage() {
    super(
        "EM-SEG-012",
        Severity.ERROR,
        "the hypervisor's ID map text fits into one page",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(HYP init code too big)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (!kernel.config().isSet("KVM")) {
      return;
    }
    Optional<Range> code =
        CodeRange.of(kernel, "__hyp_idmap_text_start", "__hyp_idmap_text_end", verdict);
    if (code.isEmpty()) {
      return;
    }
    Range text = code.get();
    if (Long.compareUnsigned(text.size(), kernel.granule().bytes()) > 0) {
      verdict.finding(
          "__hyp_idmap_text_start",
          text.start(),
          "the hypervisor's ID map text has "
              + Figures.size(text.size())
              + ", expected at most one page, "
              + Figures.size(kernel.granule().bytes()));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.parts.KernelSection;

/**
 * EM-SEG-021: nothing with contents lies where the boot code clears memory. Protects from data that
 * is zero by the time anybody reads it.
 */
final class NothingLoadedInBss extends Rule {
  NothingLoadedInBss() {
    super(
        "EM-SEG-021",
        Severity.ERROR,
        "nothing with contents lies where the boot code clears memory",
        "arch/arm64/kernel/pi/map_kernel.c: early_map_kernel() clears BSS");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    Range cleared = kernel.range("__bss_start", "init_pg_end");
    for (KernelSection section : kernel.sections()) {
      boolean overlaps =
          Long.compareUnsigned(section.address(), cleared.end()) < 0
              && Long.compareUnsigned(section.end(), cleared.start()) > 0;
      if (overlaps && !section.zero()) {
        verdict.finding(
            section.name(),
            section.address(),
            String.format(
                "%s at %s has contents, but %s..%s is cleared at boot",
                section.name(),
                Figures.hex(section.address()),
                Figures.hex(cleared.start()),
                Figures.hex(cleared.end())));
      }
    }
  }
}

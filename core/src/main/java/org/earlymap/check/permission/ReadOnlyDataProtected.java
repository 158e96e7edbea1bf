// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.parts.KernelSection;

/**
 * EM-PRM-006: read-only data lies where {@code mark_rodata_ro()} takes the write permission away.
 * Protects from constants that stay writable for as long as the kernel runs.
 */
final class ReadOnlyDataProtected extends Rule {
  ReadOnlyDataProtected() {
    super(
        "EM-PRM-006",
        Severity.ERROR,
        "read-only data lies where mark_rodata_ro() takes the write permission away",
        "arch/arm64/mm/mmu.c: mark_rodata_ro()");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    Range rodata = kernel.range(ImageSegment.RODATA);
    for (KernelSection section : kernel.sections()) {
      boolean named = section.name().equals(".rodata") || section.name().startsWith(".rodata.");
      boolean inside =
          rodata.contains(section.address())
              && Long.compareUnsigned(section.end(), rodata.end()) <= 0;
      if (named && !inside) {
        verdict.finding(
            section.name(),
            section.address(),
            String.format(
                "%s at %s..%s is not within the read-only range %s..%s",
                section.name(),
                Figures.hex(section.address()),
                Figures.hex(section.end()),
                Figures.hex(rodata.start()),
                Figures.hex(rodata.end())));
      }
    }
  }
}

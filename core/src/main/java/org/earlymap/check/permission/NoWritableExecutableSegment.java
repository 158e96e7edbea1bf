// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import java.util.Locale;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.format.elf.ElfSegment;

/**
 * EM-PRM-011: no PT_LOAD is writable and executable. Protects from loaders of ELF files that map by
 * program headers; the kernel's own tables do not.
 */
final class NoWritableExecutableSegment extends Rule {
  NoWritableExecutableSegment() {
    super(
        "EM-PRM-011",
        Severity.NOTE,
        "no PT_LOAD is writable and executable",
        "arch/arm64/kernel/vmlinux.lds.S: SECTIONS");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (kernel.elf().isEmpty()) {
      verdict.notApplied("not an ELF file");
      return;
    }
    int index = 0;
    for (ElfSegment segment : kernel.elf().get().loadSegments()) {
      if (SegmentFlags.writable(segment) && SegmentFlags.executable(segment)) {
        verdict.finding(
            "PT_LOAD " + index,
            segment.address(),
            String.format(
                Locale.ROOT,
                "PT_LOAD %d at %s, %s, is %s: a loader that maps by program headers makes all of"
                    + " it writable and executable; the kernel's own tables do not",
                index,
                Figures.hex(segment.address()),
                Figures.size(segment.memorySize()),
                SegmentFlags.label(segment)));
      }
      index++;
    }
  }
}

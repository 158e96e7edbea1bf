// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import java.util.List;
import java.util.Optional;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.format.elf.ElfSegment;
import org.earlymap.kernel.parts.KernelSection;

/**
 * EM-PRM-012: every section is loaded by a PT_LOAD that allows what its flags need. Protects from
 * loaders of ELF files that leave a section out or map it without a right that it needs.
 */
final class SegmentsAllowSections extends Rule {
  SegmentsAllowSections() {
    super(
        "EM-PRM-012",
        Severity.ERROR,
        "every section is loaded by a PT_LOAD that allows what its flags need",
        "arch/arm64/kernel/vmlinux.lds.S: SECTIONS");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    List<ElfSegment> segments =
        kernel.elf().isPresent() ? kernel.elf().get().loadSegments() : List.of();
    if (segments.isEmpty() || kernel.sections().isEmpty()) {
      verdict.notApplied("no program headers, or no sections");
      return;
    }
    for (KernelSection section : kernel.sections()) {
      Optional<ElfSegment> loader =
          segments.stream().filter(segment -> SegmentFlags.loads(segment, section)).findFirst();
      String missing =
          loader.isEmpty()
              ? "is loaded by no PT_LOAD"
              : section.writable() && !SegmentFlags.writable(loader.get())
                  ? "is writable, its PT_LOAD " + SegmentFlags.label(loader.get()) + " is not"
                  : isRun(section) && !SegmentFlags.executable(loader.get())
                      ? "is executable, its PT_LOAD " + SegmentFlags.label(loader.get()) + " is not"
                      : "";
      if (!missing.isEmpty()) {
        verdict.finding(
            section.name(),
            section.address(),
            section.name() + " at " + Figures.hex(section.address()) + " " + missing);
      }
    }
  }

  /** Whether the section is run where it lies: {@code .rodata.text} is copied, or mapped again. */
  private static boolean isRun(KernelSection section) {
    return section.executable() && !section.name().equals(".rodata.text");
  }
}

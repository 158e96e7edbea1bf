// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import com.google.common.collect.ImmutableSet;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.parts.KernelSection;

/**
 * EM-PRM-005: writable sections in the read-only data are those that the linker script puts there.
 * Protects from data that is written once init is over, and faults then.
 */
final class WritableInReadOnlyData extends Rule {
  /** Written by relocation and by init code, before {@code mark_rodata_ro()}. */
  private static final ImmutableSet<String> WRITTEN_EARLY =
      ImmutableSet.of(
          ".rodata",
          ".rodata1",
          ".data.rel.ro",
          ".got",
          ".got.plt",
          ".hyp.rodata",
          ".pci_fixup",
          "__init_rodata",
          "__ksymtab",
          "__ksymtab_gpl",
          "__param",
          "__modver",
          "__tracepoints_ptrs");

  WritableInReadOnlyData() {
    super(
        "EM-PRM-005",
        Severity.WARNING,
        "writable sections in the read-only data are those that the linker script puts there",
        "include/asm-generic/vmlinux.lds.h: RO_DATA");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    Range rodata = kernel.range(ImageSegment.RODATA);
    for (KernelSection section : kernel.sections()) {
      boolean stray = section.writable() && !WRITTEN_EARLY.contains(section.name());
      if (stray && rodata.contains(section.address())) {
        verdict.finding(
            section.name(),
            section.address(),
            String.format(
                "%s at %s is writable, but becomes read-only when init ends: later writes fault",
                section.name(), Figures.hex(section.address())));
      }
    }
  }
}

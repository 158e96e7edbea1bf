// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.parts.KernelSection;

/**
 * EM-PRM-001: no section is both writable and executable. Protects from writes that fault or code
 * that cannot run: the boot maps no part of the image so.
 */
final class WritableAndExecutable extends Rule {
  WritableAndExecutable() {
    super(
        "EM-PRM-001",
        Severity.ERROR,
        "no section is both writable and executable",
        "arch/arm64/kernel/vmlinux.lds.S: SECTIONS");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    for (KernelSection section : kernel.sections()) {
      if (section.writable() && section.executable()) {
        verdict.finding(
            section.name(),
            section.address(),
            String.format(
                "%s at %s is writable and executable, and %s",
                section.name(),
                Figures.hex(section.address()),
                consequence(kernel, section.address())));
      }
    }
  }

  private static String consequence(CheckedKernel kernel, long va) {
    return kernel
        .segmentAt(va)
        .map(
            region ->
                region.isExecutable()
                    ? region.label() + " is mapped read-only: writes fault"
                    : region.label() + " is not mapped executable: running it faults")
        .orElse("nothing maps it");
  }
}

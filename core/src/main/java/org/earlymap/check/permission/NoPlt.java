// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import com.google.common.collect.ImmutableSet;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.parts.KernelSection;

/**
 * EM-PRM-009: there is no procedure linkage table. Protects from calls through entries that a
 * dynamic linker would fill, and nobody does.
 */
final class NoPlt extends Rule {
  private static final ImmutableSet<String> LINKAGE =
      ImmutableSet.of(".plt", ".iplt", ".igot", ".igot.plt");

  NoPlt() {
    super(
        "EM-PRM-009",
        Severity.ERROR,
        "there is no procedure linkage table: nothing resolves its entries",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(Unexpected run-time procedure linkages detected)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    for (KernelSection section : kernel.sections()) {
      if (LINKAGE.contains(section.name())) {
        verdict.finding(
            section.name(),
            section.address(),
            section.name() + " has " + Figures.size(section.size()) + ", expected none");
      }
    }
  }
}

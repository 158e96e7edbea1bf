// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-PRM-008: {@code .got.plt} is empty or holds its three reserved entries. Protects from calls
 * through entries that a dynamic linker would fill, and nobody does.
 */
final class LazyGotOnly extends Rule {
  private static final long RESERVED = 0x18;

  LazyGotOnly() {
    super(
        "EM-PRM-008",
        Severity.ERROR,
        ".got.plt is empty or holds its three reserved entries: nothing resolves others",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(Unexpected GOT/PLT entries detected)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    kernel
        .section(".got.plt")
        .filter(section -> section.size() != 0 && section.size() != RESERVED)
        .ifPresent(
            section ->
                verdict.finding(
                    section.name(),
                    section.address(),
                    ".got.plt has " + Figures.size(section.size()) + ", expected 0 or 0x18"));
  }
}

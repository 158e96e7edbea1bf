// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-PRM-007: {@code .data.rel.ro} is empty. Protects from pointers that a linker sets apart to
 * become read-only, which nothing does in a kernel.
 */
final class NoRelro extends Rule {
  NoRelro() {
    super(
        "EM-PRM-007",
        Severity.ERROR,
        ".data.rel.ro is empty: nothing makes it read-only",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(Unexpected RELRO detected)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    kernel
        .section(".data.rel.ro")
        .filter(section -> section.size() != 0)
        .ifPresent(
            section ->
                verdict.finding(
                    section.name(),
                    section.address(),
                    ".data.rel.ro has " + Figures.size(section.size()) + ", expected none"));
  }
}

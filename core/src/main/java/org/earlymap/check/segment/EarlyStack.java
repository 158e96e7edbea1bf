// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.Trait;

/** The stack of the code before start_kernel. */
final class EarlyStack extends Rule {
  private static final long STACK = 4096;

  EarlyStack() {
    super(
        "EM-SEG-023",
        Severity.ERROR,
        "the early stack has its 4 KiB between the early tables and _end",
        "arch/arm64/kernel/vmlinux.lds.S: early_init_stack");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (!kernel.has(Trait.C_MAP_KERNEL)) {
      return;
    }
    long top = kernel.at("early_init_stack");
    long room = top - kernel.at("init_pg_end");
    if (room < STACK || Long.compareUnsigned(top, kernel.at("_end")) > 0) {
      verdict.finding(
          "early_init_stack",
          top,
          "early_init_stack is "
              + Figures.size(room)
              + " behind init_pg_end, expected 4 KiB of room before _end");
    }
  }
}

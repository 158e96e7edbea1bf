// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.version.Trait;

/**
 * EM-SEG-023: the early stack has its 4 KiB between the early tables and {@code _end}. Protects
 * from a stack that grows into the tables which are being built on it.
 */
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
    long tables = kernel.at("init_pg_end");
    long end = kernel.at("_end");
    if (Long.compareUnsigned(top, tables) < 0) {
      tell(verdict, top, "before init_pg_end at " + Figures.hex(tables));
    } else if (Long.compareUnsigned(top - tables, STACK) < 0) {
      tell(
          verdict,
          top,
          Figures.size(top - tables) + " behind init_pg_end, and the stack needs 4 KiB there");
    }
    if (Long.compareUnsigned(top, end) > 0) {
      tell(verdict, top, "behind _end at " + Figures.hex(end) + ": the stack is not in the image");
    }
  }

  private static void tell(Verdict verdict, long top, String where) {
    verdict.finding(
        "early_init_stack", top, "early_init_stack is at " + Figures.hex(top) + ", " + where);
  }
}

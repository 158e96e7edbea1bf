// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.relocate.RelocationTable;

/** Packed relocations need code that unpacks them. */
final class RelrIsApplied extends RelocationRule {
  RelrIsApplied() {
    super(
        "005",
        Severity.ERROR,
        ".relr.dyn is empty without CONFIG_RELR: the kernel then has no code that applies it",
        "arch/arm64/kernel/pi/relocate.c: relocate_kernel(), IS_ENABLED(CONFIG_RELR)");
  }

  @Override
  void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (table.relrEntries() != 0 && !kernel.config().isSet("RELR")) {
      verdict.finding(
          ".relr.dyn",
          table.relrRange().start(),
          ".relr.dyn has " + table.relrEntries() + " words, though CONFIG_RELR is not set");
    }
  }
}

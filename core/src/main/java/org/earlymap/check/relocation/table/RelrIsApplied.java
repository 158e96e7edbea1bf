// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-005: {@code .relr.dyn} is empty without CONFIG_RELR. Protects from packed relocations in a
 * kernel that has no code to unpack them.
 */
final class RelrIsApplied extends RelocationRule {
  RelrIsApplied() {
    super(
        "EM-REL-005",
        Severity.ERROR,
        ".relr.dyn is empty without CONFIG_RELR: the kernel then has no code that applies it",
        "arch/arm64/kernel/pi/relocate.c: relocate_kernel(), IS_ENABLED(CONFIG_RELR)");
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (table.relrEntries() != 0 && !kernel.config().isSet("RELR")) {
      verdict.finding(
          ".relr.dyn",
          table.relrRange().start(),
          ".relr.dyn has " + table.relrEntries() + " words, though CONFIG_RELR is not set");
    }
  }
}

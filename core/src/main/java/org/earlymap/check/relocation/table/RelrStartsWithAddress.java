// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-008: {@code .relr.dyn} starts with an address. Protects from a bitmap before any address,
 * which the kernel applies from address 0 on.
 */
final class RelrStartsWithAddress extends RelocationRule {
  RelrStartsWithAddress() {
    super(
        "EM-REL-008",
        Severity.ERROR,
        ".relr.dyn starts with an address: a bitmap before any is applied from address 0 on",
        "arch/arm64/kernel/pi/relocate.c: relocate_kernel(), u64 *place = NULL");
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (table.relrEntries() != 0 && (table.relrWord(0) & 1) != 0) {
      verdict.finding(
          ".relr.dyn",
          table.relrRange().start(),
          String.format(
              ".relr.dyn starts with %s, a bitmap, expected an address",
              Figures.hex(table.relrWord(0))));
    }
  }
}

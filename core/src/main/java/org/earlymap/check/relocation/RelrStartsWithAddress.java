// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.relocate.RelocationTable;

/** The first word of {@code .relr.dyn}. */
final class RelrStartsWithAddress extends RelocationRule {
  RelrStartsWithAddress() {
    super(
        "008",
        Severity.ERROR,
        ".relr.dyn starts with an address: a bitmap before any is applied from address 0 on",
        "arch/arm64/kernel/pi/relocate.c: relocate_kernel(), u64 *place = NULL");
  }

  @Override
  void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (table.relrEntries() != 0 && (table.relrWord(0) & 1) != 0) {
      verdict.finding(
          ".relr.dyn",
          table.relrRange().start(),
          String.format(
              ".relr.dyn starts with 0x%016x, a bitmap, expected an address", table.relrWord(0)));
    }
  }
}

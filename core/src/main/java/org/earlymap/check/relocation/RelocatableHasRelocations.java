// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.relocate.RelocationCounts;
import org.earlymap.relocate.RelocationTable;

/** A kernel that moves. */
final class RelocatableHasRelocations extends RelocationRule {
  RelocatableHasRelocations() {
    super(
        "003",
        Severity.ERROR,
        "a relocatable kernel has relocations: without them its pointers do not move with it",
        "arch/arm64/Makefile: LDFLAGS_vmlinux += -shared -Bsymbolic -z notext");
  }

  @Override
  void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (!kernel.config().relocatable()) {
      return;
    }
    RelocationCounts counts = RelocationCounts.of(table);
    if (counts.relative() == 0 && counts.relrPlaces() == 0) {
      verdict.finding(
          "CONFIG_RELOCATABLE",
          "no R_AARCH64_RELATIVE and no RELR, though CONFIG_RELOCATABLE is set: was it linked"
              + " without -shared?");
    }
  }
}

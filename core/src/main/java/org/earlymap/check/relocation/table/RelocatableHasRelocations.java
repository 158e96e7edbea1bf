// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.relocate.RelocationCounts;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-003: a relocatable kernel has relocations. Protects from a link without {@code -shared},
 * whose pointers do not move with the image.
 */
final class RelocatableHasRelocations extends RelocationRule {
  RelocatableHasRelocations() {
    super(
        "EM-REL-003",
        Severity.ERROR,
        "a relocatable kernel has relocations: without them its pointers do not move with it",
        "arch/arm64/Makefile: LDFLAGS_vmlinux += -shared -Bsymbolic -z notext");
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (!kernel.config().relocatable()) {
      return;
    }
    if (kernel.elf().isEmpty() && kernel.find("relr_start").isEmpty()) {
      kernel.symbols().require("rela_start");
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

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import java.util.Locale;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-004: a kernel that is not relocatable has no relocations. Protects from words that stay
 * zero, as no code applies the entries for them.
 */
final class FixedHasNoRelocations extends RelocationRule {
  FixedHasNoRelocations() {
    super(
        "EM-REL-004",
        Severity.ERROR,
        "a kernel that is not relocatable has no relocations: nothing applies them, and the words"
            + " stay zero",
        "arch/arm64/kernel/pi/map_kernel.c: map_kernel(), IS_ENABLED(CONFIG_RELOCATABLE)");
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (!kernel.config().relocatable() && table.relaEntries() + table.relrEntries() != 0) {
      verdict.finding(
          "CONFIG_RELOCATABLE",
          String.format(
              Locale.ROOT,
              "%d entries of RELA and %d of RELR, though CONFIG_RELOCATABLE is not set",
              table.relaEntries(),
              table.relrEntries()));
    }
  }
}

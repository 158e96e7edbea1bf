// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import java.util.EnumMap;
import java.util.Map;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.PlaceFindings;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.relocate.RelocationCounts;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-006: entries other than R_AARCH64_RELATIVE have nothing to store. Protects from addresses
 * that are missing at run time, as the kernel passes over such entries.
 */
final class SkippedEntries extends RelocationRule {
  SkippedEntries() {
    super(
        "EM-REL-006",
        Severity.ERROR,
        "entries other than R_AARCH64_RELATIVE have nothing to store: the kernel skips them",
        "arch/arm64/kernel/pi/relocate.c: relocate_kernel(), ELF64_R_TYPE()");
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    DynamicSymbols symbols = DynamicSymbols.of(kernel.elf());
    Map<RelocationType, PlaceFindings> findings = new EnumMap<>(RelocationType.class);
    long[] index = new long[1];
    table.visitRela(
        (place, number, addend) -> {
          RelocationType type = RelocationType.of(number);
          boolean needed =
              type == RelocationType.OTHER
                  || (type.isSymbolic() && symbols.isDefined(table.relaSymbol(index[0])));
          if (needed) {
            findings.computeIfAbsent(type, unseen -> new PlaceFindings()).add(place);
          }
          index[0]++;
        });
    findings.forEach(
        (type, found) ->
            found.report(
                kernel,
                verdict,
                (place, value, name) ->
                    type.label()
                        + " for "
                        + place
                        + " is skipped"
                        + (type.isSymbolic() ? ", and its symbol is defined" : "")));
    RelocationCounts.of(table)
        .relaByType()
        .forEach(
            (number, count) ->
                verdict.measured(
                    "type " + number, count + " entries, " + RelocationCounts.explain(number)));
  }
}

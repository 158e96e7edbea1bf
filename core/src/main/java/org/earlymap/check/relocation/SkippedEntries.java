// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import java.util.EnumMap;
import java.util.Map;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.relocate.RelocationCounts;
import org.earlymap.relocate.RelocationTable;

/** Entries that the kernel passes over, with something to store. */
final class SkippedEntries extends RelocationRule {
  SkippedEntries() {
    super(
        "006",
        Severity.ERROR,
        "entries other than R_AARCH64_RELATIVE have nothing to store: the kernel skips them",
        "arch/arm64/kernel/pi/relocate.c: relocate_kernel(), ELF64_R_TYPE()");
  }

  @Override
  void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    DynamicSymbols symbols = DynamicSymbols.of(kernel.elf());
    Map<RelocationType, Culprits> culprits = new EnumMap<>(RelocationType.class);
    long[] index = new long[1];
    table.visitRela(
        (place, number, addend) -> {
          RelocationType type = RelocationType.of(number);
          boolean needed =
              type == RelocationType.OTHER
                  || (type.isSymbolic() && symbols.isDefined(table.relaSymbol(index[0])));
          if (needed) {
            culprits.computeIfAbsent(type, unseen -> new Culprits()).add(place);
          }
          index[0]++;
        });
    culprits.forEach(
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

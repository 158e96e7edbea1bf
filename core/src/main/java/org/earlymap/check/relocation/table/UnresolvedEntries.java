// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.PlaceFindings;
import org.earlymap.check.relocation.RelocatedValues;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-007: entries against absent symbols have addend and word zero. Protects from references
 * that the linker could not resolve and did not report. For a weak symbol that nobody defines,
 * addend and word are zero, and so they stay.
 */
final class UnresolvedEntries extends RelocationRule {
  UnresolvedEntries() {
    super(
        "EM-REL-007",
        Severity.WARNING,
        "entries against absent symbols have addend and word zero, as for undefined weak ones",
        "arch/arm64/Makefile: LDFLAGS_vmlinux --no-undefined, -Bsymbolic");
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    DynamicSymbols symbols = DynamicSymbols.of(kernel.elf());
    PlaceFindings findings = new PlaceFindings();
    long[] index = new long[1];
    table.visitRela(
        (place, number, addend) -> {
          RelocationType type = RelocationType.of(number);
          boolean absent = type.isSymbolic() && !symbols.isDefined(table.relaSymbol(index[0]));
          if (absent
              && (addend != 0 || RelocatedValues.word(kernel.image().contents(), place) != 0)) {
            findings.add(place);
          }
          index[0]++;
        });
    findings.report(
        kernel,
        verdict,
        (place, value, name) ->
            "the entry for "
                + place
                + " is skipped; it names no symbol of the file, and has something to store");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.value;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.PlaceFindings;
import org.earlymap.check.relocation.RelocatedValues;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.relocate.RelocationTable;

/** Objects that run at another address than they are linked at, told by their symbols' prefix. */
abstract class PositionIndependent extends RelocationRule {
  private final String prefix;
  private final String when;

  /** Describes the rule; {@code when} says when the objects run. */
  PositionIndependent(String id, String reason, String requirement, String prefix, String when) {
    super(id, Severity.ERROR, reason, requirement);
    this.prefix = prefix;
    this.when = when;
  }

  /** Whether a kernel of this version and configuration has such objects. */
  abstract boolean isPartOf(CheckedKernel kernel);

  @Override
  protected final void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    SymbolRanges ranges = SymbolRanges.of(kernel, prefix);
    if (ranges.symbols() == 0) {
      if (!isPartOf(kernel)) {
        return;
      }
      verdict.notApplied("no symbol with a size starts with " + prefix);
      return;
    }
    verdict.measured(prefix, ranges.symbols() + " symbols with a size");
    PlaceFindings findings = new PlaceFindings();
    RelocatedValues.visit(
        kernel.image().contents(),
        table,
        (place, value) -> {
          if (ranges.touches(place)) {
            findings.add(place, value);
          }
        });
    findings.report(
        kernel,
        verdict,
        (place, value, name) -> place + " holds the absolute address of " + name + ", and " + when);
  }
}

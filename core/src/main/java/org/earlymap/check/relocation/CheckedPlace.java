// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.relocate.RelocationCheck;
import org.earlymap.relocate.RelocationFinding;
import org.earlymap.relocate.RelocationTable;

/** One of the rules of {@link RelocationCheck}. */
abstract class CheckedPlace extends RelocationRule {
  private final RelocationFinding.Rule kind;

  CheckedPlace(
      String number,
      Severity severity,
      String reason,
      String requirement,
      RelocationFinding.Rule kind) {
    super(number, severity, reason, requirement);
    this.kind = kind;
  }

  @Override
  final void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    Culprits culprits = new Culprits();
    RelocationCheck.visit(
        kernel.image(),
        table,
        (found, place) -> {
          if (found == kind) {
            culprits.add(place);
          }
        });
    culprits.report(
        kernel,
        verdict,
        (place, value, name) -> "the relocated word at " + place + " " + kind.text());
  }
}

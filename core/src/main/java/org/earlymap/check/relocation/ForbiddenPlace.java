// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.relocate.RelocationTable;

/** A part of the image that no relocation may change. */
abstract class ForbiddenPlace extends RelocationRule {
  private final String wrong;

  /** Describes the rule; {@code wrong} ends the sentence that starts with the place. */
  ForbiddenPlace(
      String number, Severity severity, String reason, String requirement, String wrong) {
    super(number, severity, reason, requirement);
    this.wrong = wrong;
  }

  /** What relocations must leave alone. */
  abstract List<Range> forbidden(CheckedKernel kernel, RelocationTable table);

  @Override
  final void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (table.relaEntries() == 0 && table.relrEntries() == 0) {
      return;
    }
    ImmutableList<Range> ranges = ImmutableList.copyOf(forbidden(kernel, table));
    Culprits culprits = new Culprits();
    table.visitPlaces(
        place -> {
          for (Range range : ranges) {
            if (range.contains(place) || range.contains(place + 7)) {
              culprits.add(place);
              return;
            }
          }
        });
    culprits.report(
        kernel, verdict, (place, value, name) -> "the relocated word at " + place + " " + wrong);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.place;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.PlaceFindings;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.relocate.RelocationTable;

/** A part of the image that no relocation may change. */
abstract class ForbiddenPlace extends RelocationRule {
  private final String wrong;

  /** Describes the rule; {@code wrong} ends the sentence that starts with the place. */
  ForbiddenPlace(String id, Severity severity, String reason, String requirement, String wrong) {
    super(id, severity, reason, requirement);
    this.wrong = wrong;
  }

  /** What relocations must leave alone. */
  abstract List<Range> forbidden(CheckedKernel kernel, RelocationTable table);

  @Override
  protected final void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (table.relaEntries() == 0 && table.relrEntries() == 0) {
      return;
    }
    ImmutableList<Range> ranges = ImmutableList.copyOf(forbidden(kernel, table));
    PlaceFindings findings = new PlaceFindings();
    table.visitPlaces(
        place -> {
          for (Range range : ranges) {
            if (range.contains(place) || range.contains(place + 7)) {
              findings.add(place);
              return;
            }
          }
        });
    findings.report(
        kernel, verdict, (place, value, name) -> "the relocated word at " + place + " " + wrong);
  }
}

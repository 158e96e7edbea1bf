// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.code;

import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Verdict;

/** Code between two symbols, whose size says nothing where they are in the wrong order. */
final class CodeRange {
  private CodeRange() {}

  /** The code; without it, as EM-SEG-002 reports these symbols, the rule does not apply. */
  static Optional<Range> ofBoundaries(
      CheckedKernel kernel, String start, String end, Verdict verdict) {
    Range range = kernel.range(start, end);
    if (isOrdered(range)) {
      return Optional.of(range);
    }
    verdict.notApplied(end + " is before " + start + ", which EM-SEG-002 reports");
    return Optional.empty();
  }

  /** The code; that its end comes before its start is a finding. */
  static Optional<Range> of(CheckedKernel kernel, String start, String end, Verdict verdict) {
    Range range = kernel.range(start, end);
    if (isOrdered(range)) {
      return Optional.of(range);
    }
    verdict.finding(
        end,
        range.end(),
        String.format(
            "%s is at %s, before %s at %s",
            end, Figures.hex(range.end()), start, Figures.hex(range.start())));
    return Optional.empty();
  }

  private static boolean isOrdered(Range range) {
    return Long.compareUnsigned(range.start(), range.end()) <= 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import java.util.function.LongToIntFunction;
import org.earlymap.arch.Granule;

/** The most pages that a placement takes, and the first place that takes them. */
final class PeakDemand {
  private int pages;
  private long start;

  private void visit(long candidate, int taken) {
    if (taken > pages) {
      pages = taken;
      start = candidate;
    }
  }

  /** Searches {@code placements} for the place with the highest {@code demand}. */
  static PeakDemand of(Placements placements, Granule granule, int root, LongToIntFunction demand) {
    PeakDemand peak = new PeakDemand();
    placements.forEachRepresentative(
        granule, root, candidate -> peak.visit(candidate, demand.applyAsInt(candidate)));
    return peak;
  }

  /** The higher of two. */
  PeakDemand or(PeakDemand other) {
    return other.pages > pages ? other : this;
  }

  /** The most pages. */
  int pages() {
    return pages;
  }

  /** Where. */
  long start() {
    return start;
  }
}

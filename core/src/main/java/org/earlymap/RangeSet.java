// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A set of addresses as disjoint ranges in address order; ranges that touch become one. */
public final class RangeSet {
  private final List<Range> ranges = new ArrayList<>();

  /** A set without addresses. */
  public RangeSet() {}

  /** The ranges as they are now. */
  public List<Range> ranges() {
    return Collections.unmodifiableList(ranges);
  }

  /** Adds a range; those that touch or overlap become one. */
  public void add(Range range) {
    if (range.size() == 0) {
      return;
    }
    int at = firstEndingAtOrAfter(range.start());
    long start = range.start();
    long end = range.end();
    while (at < ranges.size() && (end == 0 || isAtMost(ranges.get(at).start(), end))) {
      Range touched = ranges.remove(at);
      start = isAtMost(start, touched.start()) ? start : touched.start();
      end = isAtMost(end - 1, touched.end() - 1) ? touched.end() : end;
    }
    ranges.add(at, new Range(start, end));
  }

  public void remove(Range range) {
    int at = firstEndingAtOrAfter(range.start());
    while (at < ranges.size()
        && isAtMost(ranges.get(at).start(), range.end() - 1)
        && range.size() != 0) {
      Range cut = ranges.remove(at);
      if (!isAtMost(range.start(), cut.start())) {
        long end = isAtMost(range.start() - 1, cut.end() - 1) ? range.start() : cut.end();
        ranges.add(at++, new Range(cut.start(), end));
      }
      if (range.end() != 0 && !isAtMost(cut.end() - 1, range.end() - 1)) {
        long start = isAtMost(range.end(), cut.start()) ? cut.start() : range.end();
        ranges.add(at++, new Range(start, cut.end()));
      }
    }
  }

  /** The parts of the set that lie in {@code range}. */
  public List<Range> within(Range range) {
    List<Range> parts = new ArrayList<>();
    for (Range part : ranges) {
      part.intersection(range).ifPresent(parts::add);
    }
    return parts;
  }

  private int firstEndingAtOrAfter(long address) {
    int low = 0;
    int high = ranges.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      long end = ranges.get(middle).end();
      if (end != 0 && !isAtMost(address, end)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean isAtMost(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0;
  }
}

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

  public void add(Range range) {
    if (range.size() == 0) {
      return;
    }
    int at = firstEndingAtOrAfter(range.start());
    long start = range.start();
    long end = range.end();
    while (at < ranges.size() && Long.compareUnsigned(ranges.get(at).start(), end) <= 0) {
      Range touched = ranges.remove(at);
      start = least(start, touched.start());
      end = greatest(end, touched.end());
    }
    ranges.add(at, new Range(start, end));
  }

  public void remove(Range range) {
    int at = firstEndingAtOrAfter(range.start());
    while (at < ranges.size()
        && Long.compareUnsigned(ranges.get(at).start(), range.end() - 1) <= 0
        && range.size() != 0) {
      Range cut = ranges.remove(at);
      if (Long.compareUnsigned(cut.start(), range.start()) < 0) {
        ranges.add(at++, new Range(cut.start(), least(cut.end(), range.start())));
      }
      if (range.end() != 0 && Long.compareUnsigned(cut.end(), range.end()) > 0) {
        ranges.add(at++, new Range(greatest(cut.start(), range.end()), cut.end()));
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
      if (Long.compareUnsigned(ranges.get(middle).end(), address) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long least(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }

  private static long greatest(long a, long b) {
    return Long.compareUnsigned(a, b) > 0 ? a : b;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.machine.Machine;

/**
 * Less of a large board's memory. The linear map has the same rights everywhere outside the image,
 * so the memory around the image and the device tree and the start of every bank stand for all.
 */
final class BoundedMemory {
  private static final long GIB = 1L << 30;
  private static final long ALL = 16 * GIB;
  private static final long AROUND = 2 * GIB;
  private static final int BANKS = 16;

  private BoundedMemory() {}

  /** {@code machine} with all of its memory up to 16 GiB, else with what stands for it. */
  static Machine of(Machine machine, long imageSize) {
    if (holds(machine.banks()) <= ALL) {
      return machine;
    }
    Range image = new Range(machine.loadAddress(), machine.loadAddress() + imageSize);
    Range fdt = machine.placement().fdt();
    List<Range> kept = new ArrayList<>();
    for (Range bank : machine.banks()) {
      if (kept.size() < BANKS) {
        kept.add(new Range(bank.start(), bank.start() + Math.min(bank.size(), GIB)));
      }
      around(image).intersection(bank).ifPresent(kept::add);
      around(fdt).intersection(bank).ifPresent(kept::add);
    }
    return machine.toBuilder().banks(joined(kept)).placement(machine.placement()).build();
  }

  /** The bytes in {@code banks}; as many as there can be where they are more than that. */
  static long holds(List<Range> banks) {
    long sum = 0;
    for (Range bank : banks) {
      long size = bank.size();
      if (size < 0 || sum + size < 0) {
        return Long.MAX_VALUE;
      }
      sum += size;
    }
    return sum;
  }

  private static Range around(Range range) {
    long start = range.start() & -GIB;
    long end = (range.end() + GIB - 1) & -GIB;
    long below = Long.compareUnsigned(start, AROUND) < 0 ? start : AROUND;
    long above = Long.compareUnsigned(-end, AROUND) < 0 ? -end : AROUND;
    return new Range(start - below, end + above);
  }

  private static List<Range> joined(List<Range> ranges) {
    ranges.sort(Comparator.comparing(Range::start, Long::compareUnsigned));
    List<Range> joined = new ArrayList<>();
    for (Range range : ranges) {
      int last = joined.size() - 1;
      if (last >= 0 && Long.compareUnsigned(range.start(), joined.get(last).end()) <= 0) {
        Range before = joined.get(last);
        boolean longer = Long.compareUnsigned(range.end(), before.end()) > 0;
        joined.set(last, new Range(before.start(), longer ? range.end() : before.end()));
      } else {
        joined.add(range);
      }
    }
    return joined;
  }
}

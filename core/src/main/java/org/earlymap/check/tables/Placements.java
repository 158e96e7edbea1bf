// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import java.util.function.LongConsumer;
import org.earlymap.arch.Granule;

/**
 * The places at which something of a given size may start, and those among them that stand for all.
 *
 * <p>How many tables a placement takes depends on where multiples of the tables' spans fall inside
 * it: on its distance from the nearest multiple of the smallest span, and, where a multiple of a
 * larger span falls inside, on how far inside. So every distance from a multiple of the smallest
 * span is visited, and for each larger span every way to lie across one of its multiples. That is
 * every case there is, in a few thousand steps, out of up to 2^32 placements.
 *
 * @param first the lowest start, a multiple of {@code step}
 * @param last the highest start
 * @param step what starts are multiples of, a power of two
 * @param size the bytes that are placed
 */
record Placements(long first, long last, long step, long size) {
  /**
   * The most that a search is worth, in placements times pages: 256 MiB of 4 KiB pages. Symbols
   * that ask for more are not worth minutes.
   */
  private static final long HUGE = 1L << 28;

  /** Visits the starts that stand for all, some more than once; of something huge, the first. */
  void forEachRepresentative(Granule granule, int rootLevel, LongConsumer visitor) {
    if (isHuge(granule)) {
      visitor.accept(first);
      return;
    }
    long smallest = Math.max(granule.levelSize(2), step);
    forEach(first, Math.min(last - first, smallest - step), visitor);
    for (int level = 2; level >= rootLevel; level--) {
      acrossMultiples(1L << granule.levelShift(level), visitor);
    }
  }

  private boolean isHuge(Granule granule) {
    return Long.compareUnsigned(size, HUGE * granule.bytes()) > 0
        || size / granule.bytes() > HUGE / (size / step + 1);
  }

  /** Places across the first, the second and the last multiple of {@code span} that there is. */
  private void acrossMultiples(long span, LongConsumer visitor) {
    long lowest = (first & -span) + span;
    long highest = (last + size - 1) & -span;
    if (!between(lowest, highest)) {
      return;
    }
    across(lowest, visitor);
    across(highest, visitor);
    if (between(lowest + span, highest)) {
      across(lowest + span, visitor);
    }
  }

  private boolean between(long multiple, long highest) {
    return multiple - first > 0 && highest - multiple >= 0 && last + size - 1 - multiple >= 0;
  }

  private void across(long multiple, LongConsumer visitor) {
    long from = multiple - (size + step - 1 & -step);
    long to = multiple;
    long start = from - first < 0 ? first : from;
    long end = last - to < 0 ? last : to;
    if (end - start >= 0) {
      forEach(start, end - start, visitor);
    }
  }

  private void forEach(long start, long length, LongConsumer visitor) {
    for (long offset = 0; offset <= length; offset += step) {
      visitor.accept(start + offset);
    }
  }
}

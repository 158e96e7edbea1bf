// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import java.util.HashSet;
import java.util.Set;
import org.earlymap.arch.Granule;

/**
 * Counts the table pages that {@code map_range()} takes, without writing tables. A range takes a
 * table for every entry that a block cannot fill; ranges share the tables that they have in common.
 */
final class TableDemand {
  private static final int LEVEL_SHIFT = 58;

  /**
   * Far more than any kernel has room for; an image that says it is huge is not walked to its end.
   */
  private static final int MOST = 1024;

  /** Entries that are looked at; those of blocks take no table. */
  private static final int MOST_STEPS = 1 << 16;

  private int steps;

  private static final int LEAST_LEVEL = -1;

  private final Granule granule;
  private final int rootLevel;
  private final int leafLevel;
  private final int firstBlockLevel;
  private final Set<Long> tables = new HashSet<>();

  private TableDemand(Granule granule, int rootLevel, int leafLevel, int firstBlockLevel) {
    this.granule = granule;
    this.rootLevel = rootLevel;
    this.leafLevel = leafLevel;
    this.firstBlockLevel = firstBlockLevel;
  }

  /** Tables that {@code map_range()} fills from {@code rootLevel} on. */
  static TableDemand ofMapRange(Granule granule, int rootLevel, boolean blocksOnlyAtLevel2) {
    return new TableDemand(granule, rootLevel, 3, blocksOnlyAtLevel2 ? 2 : LEAST_LEVEL);
  }

  /** Tables that the assembly before 6.9 fills: entries of one size, whatever the alignment. */
  static TableDemand ofUniform(Granule granule, int rootLevel, int leafLevel) {
    return new TableDemand(granule, rootLevel, leafLevel, leafLevel);
  }

  /** Maps {@code [va, end)}, a range that is not empty, to {@code pa} and what follows. */
  void map(long va, long end, long pa) {
    long mask = -granule.levelSize(leafLevel);
    map(va & mask, granule.pageUp(end), pa & mask, rootLevel);
  }

  /** The pages taken so far, the root's included; not all of them where they are over 1024. */
  int pages() {
    return 1 + tables.size();
  }

  private void map(long start, long end, long startPa, int level) {
    if (level == leafLevel) {
      return;
    }
    int shift = granule.levelShift(level);
    long mask = (1L << shift) - 1;
    long last = end - 1;
    long va = start;
    long pa = startPa;
    while (true) {
      long entryLast = va | mask;
      long partLast = Long.compareUnsigned(entryLast, last) < 0 ? entryLast : last;
      boolean whole = ((va | pa | (partLast + 1)) & mask) == 0;
      if (!whole || level < firstBlockLevel) {
        tables.add((long) (level - LEAST_LEVEL) << LEVEL_SHIFT | va >>> shift);
        map(va, partLast + 1, pa, level + 1);
      }
      steps++;
      if (partLast == last || tables.size() > MOST || steps > MOST_STEPS) {
        return;
      }
      pa += partLast + 1 - va;
      va = partLast + 1;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables that a walk has met, by physical address: at which level, and whether all alike. */
final class VisitedTables {
  /**
   * A table all of whose entries, and theirs in turn, end in one and the same descriptor.
   *
   * @param tableLevel the level of the table
   * @param level the level of the last descriptors
   * @param descriptor the descriptor
   * @param translates whether it is a leaf that translates
   * @param count how many of them the table stands for
   * @param hierarchical what the tables between forbid
   */
  record Uniform(
      int tableLevel,
      int level,
      long descriptor,
      boolean translates,
      long count,
      int hierarchical) {}

  /** The table was not met before. */
  static final int NEW = Integer.MIN_VALUE;

  private static final int FIRST_CAPACITY = 1 << 10;
  private static final int PAGE_SHIFT = 12;
  private static final int GROUP_SHIFT = 6;
  private static final long GROUP = 1 << GROUP_SHIFT;
  private static final long HASH = 0x9e37_79b9_7f4a_7c15L;

  /** Table addresses are at least 8-byte aligned: 0 level bits would be an empty slot. */
  private long[] slots = new long[FIRST_CAPACITY];

  private int size;
  private final Map<Long, Uniform> uniform = new HashMap<>();

  /**
   * Notes that the table at {@code pa} was met at {@code level}.
   *
   * @return the level at which it was met first, or {@link #NEW}
   */
  int meet(long pa, int level) {
    if (size * 2 > slots.length) {
      grow();
    }
    int at = slot(slots, pa);
    if (slots[at] != 0) {
      return (int) (slots[at] & 7) - 2;
    }
    slots[at] = pa | (level + 2);
    size++;
    return NEW;
  }

  /** Whether the table at {@code pa} was met. */
  boolean knows(long pa) {
    return slots[slot(slots, pa)] != 0;
  }

  void noteUniform(long pa, Uniform what) {
    uniform.put(pa, what);
  }

  /** What the table at {@code pa}, read at {@code level}, is known to hold throughout. */
  @Nullable Uniform uniform(long pa, int level) {
    Uniform known = uniform.isEmpty() ? null : uniform.get(pa);
    return known != null && known.tableLevel == level ? known : null;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    Arrays.stream(old)
        .filter(entry -> entry != 0)
        .forEach(entry -> slots[slot(slots, entry & -8L)] = entry);
  }

  /** Neighbours lie side by side, in groups of 64 pages; the groups are spread. */
  private static int slot(long[] slots, long pa) {
    int mask = slots.length - 1;
    long page = pa >>> PAGE_SHIFT;
    int group = (int) (((page >>> GROUP_SHIFT) * HASH) >>> 32) << GROUP_SHIFT;
    int at = (group | (int) (page & (GROUP - 1))) & mask;
    while (slots[at] != 0 && (slots[at] & -8L) != pa) {
      at = (at + 1) & mask;
    }
    return at;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import org.earlymap.arch.Descriptor;

/**
 * Whether contiguous runs are what the architecture demands: all entries valid, alike, side by
 * side, aligned to the run's size (Arm ARM D8.7.1).
 */
final class ContiguousRuns {
  private final TranslationContext context;
  private final LeafRules rules;

  /** Bits that the hardware changes by itself, in one entry of a run and not in the next. */
  private final long volatileBits;

  ContiguousRuns(TranslationContext context, LeafRules rules) {
    this.context = context;
    this.rules = rules;
    this.volatileBits =
        (context.hardwareAccessFlag() ? Descriptor.AF : 0)
            | (context.permissions().dirtyState() ? Descriptor.AP_READ_ONLY : 0);
  }

  /**
   * The first entry of the first broken run among {@code entries[from, to)}, which are leaves alike
   * with the contiguous bit set, each {@code step} more than the one before; -1 where all runs are
   * whole.
   *
   * @param checked entries before this one belong to runs that were reported
   */
  int firstBroken(long[] entries, int total, int level, int from, int to, long step, int checked) {
    int run = context.regime().granule().contiguousEntries(level);
    int first = Math.max(from & -run, checked);
    if (first >= to) {
      return -1;
    }
    if (total < run) {
      return 0;
    }
    boolean whole = from == first && to % run == 0 && step != 0 && to - from >= run;
    if (whole && aligned(entries[from], level, run)) {
      return -1;
    }
    for (int start = first; start < to; start += run) {
      if (!isWhole(entries, level, start, run)) {
        return start;
      }
    }
    return -1;
  }

  private boolean isWhole(long[] entries, int level, int start, int run) {
    long first = entries[start];
    if (!Descriptor.isLeaf(first, level) || !aligned(first, level, run)) {
      return false;
    }
    long attributes = ~(rules.addressField(level) | volatileBits);
    long size = context.regime().granule().levelSize(level);
    for (int i = 0; i < run; i++) {
      boolean alike = ((entries[start + i] ^ first) & attributes) == 0;
      boolean next =
          context.output(entries[start + i], level) == context.output(first, level) + i * size;
      if (!alike || !next) {
        return false;
      }
    }
    return true;
  }

  private boolean aligned(long descriptor, int level, int run) {
    long size = context.regime().granule().levelSize(level) * run;
    return (context.output(descriptor, level) & (size - 1)) == 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;

/**
 * What the tables of two builds map differently: ranges, not descriptors. Both are walked in step,
 * and adjacent ranges that differ in the same way are one change.
 */
public final class MappingDiff {
  /** The mappings of one side, and where its walk has come to. */
  private static final class Side {
    private final List<Mapping> mappings;
    private final TranslationContext context;
    private int next;

    Side(TableWalker walker) {
      this.mappings = walker.mappings();
      this.context = walker.context();
    }

    boolean done() {
      return next == mappings.size();
    }

    Mapping current() {
      return mappings.get(next);
    }

    /** How {@code va} is mapped. */
    Optional<RangeMapping> at(long va) {
      return !done() && Long.compareUnsigned(current().va(), va) <= 0
          ? Optional.of(RangeMapping.of(current(), context))
          : Optional.empty();
    }

    /** The last address from {@code va} on at which nothing changes on this side. */
    long lastAlike(long va) {
      if (done()) {
        return -1;
      }
      return Long.compareUnsigned(current().va(), va) <= 0
          ? current().endVa() - 1
          : current().va() - 1;
    }

    /** Leaves behind what ends at {@code last}. */
    void pass(long last) {
      if (!done() && Long.compareUnsigned(current().endVa() - 1, last) <= 0) {
        next++;
      }
    }
  }

  private final List<MappingChange> changes = new ArrayList<>();

  private MappingDiff() {}

  /** The differences between the tables of two walkers, in address order. */
  public static List<MappingChange> of(TableWalker before, TableWalker after) {
    MappingDiff diff = new MappingDiff();
    diff.compare(new Side(before), new Side(after));
    return List.copyOf(diff.changes);
  }

  private void compare(Side before, Side after) {
    long va = 0;
    while (!before.done() || !after.done()) {
      long last = least(before.lastAlike(va), after.lastAlike(va));
      compare(va, last, before, after);
      before.pass(last);
      after.pass(last);
      va = last + 1;
    }
  }

  /** Compares a range in which nothing changes on either side. */
  private void compare(long va, long last, Side before, Side after) {
    Optional<RangeMapping> old = before.at(va);
    Optional<RangeMapping> young = after.at(va);
    if (old.isPresent() && young.isPresent() && old.get().repeated() != young.get().repeated()) {
      RangeMapping one = old.get().repeated() ? old.get() : young.get();
      RangeMapping run = old.get().repeated() ? young.get() : old.get();
      long meeting = one.distance() - run.distance();
      boolean meets = Long.compareUnsigned(meeting - va, last - va) <= 0;
      if (meets && one.alikeButForTarget(run)) {
        long leaf = before.context.regime().granule().levelSize(one.level());
        addSplit(va, last, meeting, leaf, old, young);
        return;
      }
    }
    add(va, last, old, young);
  }

  /** A shared page meets a run of pages in one page: that one is the same on both sides. */
  private void addSplit(
      long va,
      long last,
      long meeting,
      long leaf,
      Optional<RangeMapping> old,
      Optional<RangeMapping> young) {
    if (meeting != va) {
      add(va, meeting - 1, old, young);
    }
    if (meeting + leaf - 1 != last) {
      add(meeting + leaf, last, old, young);
    }
  }

  private void add(
      long va, long last, Optional<RangeMapping> before, Optional<RangeMapping> after) {
    if (before.equals(after)) {
      return;
    }
    if (!changes.isEmpty()) {
      MappingChange previous = changes.get(changes.size() - 1);
      if (previous.endVa() == va
          && previous.before().equals(before)
          && previous.after().equals(after)) {
        changes.set(changes.size() - 1, new MappingChange(previous.va(), last + 1, before, after));
        return;
      }
    }
    changes.add(new MappingChange(va, last + 1, before, after));
  }

  private static long least(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }
}

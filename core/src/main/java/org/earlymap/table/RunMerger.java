// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

/**
 * Joins the runs of adjacent tables: what it passes on to another visitor is as long as it can be.
 */
final class RunMerger implements TableVisitor {
  private enum Kind {
    NONE,
    LEAVES,
    INVALID
  }

  private final TranslationContext context;
  private final TableVisitor next;
  private final LeafRules rules;

  private Kind kind = Kind.NONE;
  private long va;
  private int level;
  private long start;
  private long step;
  private long count;
  private long descriptor;
  private int hierarchical;

  /** A merger of the runs of {@code context}; call {@link #flush} when the walk has ended. */
  public RunMerger(TranslationContext context, TableVisitor next) {
    this.context = context;
    this.next = next;
    this.rules = new LeafRules(context);
  }

  @Override
  public void table(long tableVa, int tableLevel, long pa, int entries, long pointer) {
    next.table(tableVa, tableLevel, pa, entries, pointer);
  }

  @Override
  public void leaves(
      long runVa,
      int runLevel,
      long pa,
      long runStep,
      long runCount,
      long runDescriptor,
      int runLimits) {
    boolean alike =
        kind == Kind.LEAVES
            && adjacent(runVa, runLevel)
            && hierarchical == runLimits
            && ((descriptor ^ runDescriptor) & ~addressBits(runLevel)) == 0;
    if (!alike || !extend(pa, runStep, runCount)) {
      begin(Kind.LEAVES, runVa, runLevel, pa, runStep, runCount, runDescriptor, runLimits);
    }
  }

  @Override
  public void invalid(long runVa, int runLevel, long runDescriptor, long runStep, long runCount) {
    boolean alike = kind == Kind.INVALID && adjacent(runVa, runLevel);
    if (!alike || !extend(runDescriptor, runStep, runCount)) {
      begin(Kind.INVALID, runVa, runLevel, runDescriptor, runStep, runCount, runDescriptor, 0);
    }
  }

  @Override
  public void unvisited(long runVa, int runLevel, long pointer, long runCount) {
    flush();
    next.unvisited(runVa, runLevel, pointer, runCount);
  }

  @Override
  public void finding(
      FindingKind what, long findingVa, int findingLevel, long entryPa, long entry) {
    next.finding(what, findingVa, findingLevel, entryPa, entry);
  }

  /** Passes on what is held back. */
  public void flush() {
    switch (kind) {
      case LEAVES -> next.leaves(va, level, start, step, count, descriptor, hierarchical);
      case INVALID -> next.invalid(va, level, descriptor, step, count);
      case NONE -> {}
    }
    kind = Kind.NONE;
  }

  private boolean adjacent(long runVa, int runLevel) {
    return level == runLevel && va + (count << shift(level)) == runVa;
  }

  private boolean extend(long runStart, long runStep, long runCount) {
    long between = runStart - (start + step * (count - 1));
    boolean possible = between == 0 || between == 1L << shift(level);
    boolean fitsBefore = count == 1 || step == between;
    boolean fitsAfter = runCount == 1 || runStep == between;
    if (!possible || !fitsBefore || !fitsAfter) {
      return false;
    }
    step = between;
    count += runCount;
    return true;
  }

  private void begin(
      Kind newKind,
      long runVa,
      int runLevel,
      long runStart,
      long runStep,
      long runCount,
      long runDescriptor,
      int runLimits) {
    flush();
    kind = newKind;
    va = runVa;
    level = runLevel;
    start = runStart;
    step = runStep;
    count = runCount;
    descriptor = runDescriptor;
    hierarchical = runLimits;
  }

  private int shift(int ofLevel) {
    return context.regime().granule().levelShift(ofLevel);
  }

  private long addressBits(int ofLevel) {
    return rules.addressField(ofLevel) | rules.movedAddressField();
  }
}

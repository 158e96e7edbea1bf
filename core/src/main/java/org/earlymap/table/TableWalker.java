// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.FaultType;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.Translation.Faulting;
import org.earlymap.table.Translation.Mapped;

/**
 * Reads tables as a CPU does (Arm ARM D8.2): one address, or all of them. Memory is not trusted:
 * whatever it holds, a walk ends, and what is wrong is a finding.
 */
public final class TableWalker {
  private final PhysicalMemory memory;
  private final TranslationContext context;

  /** A walker of {@code context} in {@code memory}, which must not change during a walk. */
  public TableWalker(PhysicalMemory memory, TranslationContext context) {
    this.memory = memory;
    this.context = context;
  }

  /** The tables that are walked. */
  public TranslationContext context() {
    return context;
  }

  /** Visits every table beneath the root, and the runs of entries in each. */
  public void walk(TableVisitor visitor) {
    new TableWalk(memory, context, visitor).run();
  }

  /** Visits every table, with the runs of adjacent tables joined. */
  public void walkMerged(TableVisitor visitor) {
    RunMerger merger = new RunMerger(context, visitor);
    walk(merger);
    merger.flush();
  }

  /** All that is mapped, in the order of virtual addresses. */
  public List<Mapping> mappings() {
    List<Mapping> mappings = new ArrayList<>();
    walkMerged(
        new TableVisitor() {
          @Override
          public void leaves(
              long va,
              int level,
              long pa,
              long step,
              long count,
              long descriptor,
              int hierarchical) {
            mappings.add(Mapping.of(context, va, level, pa, step, count, descriptor, hierarchical));
          }
        });
    return mappings;
  }

  /** The first {@code most} findings. */
  public List<TableFinding> findings(int most) {
    return TableFindings.of(this, most).kept();
  }

  /**
   * Translates one address, lookup by lookup.
   *
   * @param va a virtual address; where the tables do not reach it the answer is a fault
   */
  public Translation translate(long va) {
    TranslationRegime regime = context.regime();
    List<WalkStep> steps = new ArrayList<>();
    if (!context.covers(va)) {
      return new Faulting(va, steps, FaultType.TRANSLATION, 0);
    }
    if (context.beyondOutput(context.root())) {
      return new Faulting(va, steps, FaultType.ADDRESS_SIZE, 0);
    }
    long table = context.root();
    int hierarchical = 0;
    for (int level = regime.rootLevel(); level <= 3; level++) {
      int index = regime.index(va, level);
      long entryPa = table + index * 8L;
      if (!memory.contains(entryPa, Long.BYTES)) {
        return new Faulting(va, steps, FaultType.EXTERNAL_ABORT, level);
      }
      long descriptor = memory.readLong(entryPa);
      steps.add(new WalkStep(level, table, index, descriptor));
      if (!Descriptor.isTable(descriptor, level)) {
        return leaf(va, steps, level, descriptor, hierarchical);
      }
      table = regime.format().decode(descriptor, regime.granule());
      hierarchical |= context.permissions().hierarchical(descriptor);
      if (context.beyondOutput(table)) {
        return new Faulting(va, steps, FaultType.ADDRESS_SIZE, level);
      }
    }
    throw new AssertionError("level 3 holds no tables");
  }

  private Translation leaf(
      long va, List<WalkStep> steps, int level, long descriptor, int hierarchical) {
    boolean translates =
        Descriptor.isLeaf(descriptor, level) && (level == 3 || context.regime().allowsBlock(level));
    if (!translates) {
      return new Faulting(va, steps, FaultType.TRANSLATION, level);
    }
    long output = context.output(descriptor, level);
    if (context.beyondOutput(output)) {
      return new Faulting(va, steps, FaultType.ADDRESS_SIZE, level);
    }
    if ((descriptor & Descriptor.AF) == 0 && !context.hardwareAccessFlag()) {
      return new Faulting(va, steps, FaultType.ACCESS_FLAG, level);
    }
    long offset = va & (context.regime().granule().levelSize(level) - 1);
    return new Mapped(
        va,
        steps,
        output | offset,
        level,
        descriptor,
        context.permissions().rights(descriptor, hierarchical),
        context.memoryType(descriptor));
  }
}

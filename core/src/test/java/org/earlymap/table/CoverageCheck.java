// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;

/** Checks that a walk tells of every address once, in order, and remembers what it told. */
final class CoverageCheck implements TableVisitor {
  /** What a run of entries is. */
  record Run(long va, long end, int level, long pa, long step, boolean translates) {}

  private final TranslationContext tree;
  private final TreeMap<Long, Run> runs = new TreeMap<>();
  private final boolean keep;
  private long expected;
  private long calls;

  CoverageCheck(TranslationContext tree, boolean keep) {
    this.tree = tree;
    this.keep = keep;
    this.expected = tree.startVa();
  }

  @Override
  public void leaves(
      long va, int level, long pa, long step, long count, long descriptor, int hierarchical) {
    run(va, level, pa, step, count, true);
  }

  @Override
  public void invalid(long va, int level, long descriptor, long step, long count) {
    run(va, level, 0, 0, count, false);
  }

  @Override
  public void unvisited(long va, int level, long descriptor, long count) {
    run(va, level, 0, 0, count, false);
  }

  private void run(long va, int level, long pa, long step, long count, boolean translates) {
    if (va != expected || count <= 0) {
      throw new AssertionError(
          String.format("a run of %d at 0x%016x, expected 0x%016x", count, va, expected));
    }
    expected = va + (count << tree.regime().granule().levelShift(level));
    calls++;
    if (keep) {
      runs.put(va - tree.startVa(), new Run(va, expected, level, pa, step, translates));
    }
  }

  /** Nothing was left out up to the end. */
  void assertComplete(String seed) {
    assertThat(expected - tree.startVa()).as(seed).isEqualTo(1L << tree.regime().vaBits());
  }

  long calls() {
    return calls;
  }

  /** The single translation agrees with the run. */
  void assertAgrees(TableWalker walker, long va, String seed) {
    Map.Entry<Long, Run> entry = runs.floorEntry(va - tree.startVa());
    assertThat(entry).as(seed).isNotNull();
    Run run = entry.getValue();
    Translation translation = walker.translate(va);
    if (translation instanceof Translation.Mapped mapped) {
      if (!run.translates) {
        return;
      }
      long size = tree.regime().granule().levelSize(run.level);
      long index = (va - run.va) / size;
      long pa = run.pa + index * run.step + (va & (size - 1));
      assertThat(mapped.pa()).as(seed).isEqualTo(pa);
      assertThat(mapped.level()).as(seed).isEqualTo(run.level);
    } else {
      boolean faultsOnLeaf =
          ((Translation.Faulting) translation).type() != org.earlymap.arch.FaultType.TRANSLATION;
      assertThat(!run.translates || faultsOnLeaf).as(seed).isTrue();
    }
  }
}

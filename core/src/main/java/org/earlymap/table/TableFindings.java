// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with tables: keeps the first findings of a walk and counts all of them, and those
 * that hide something from whoever judges the tables.
 */
public final class TableFindings implements TableVisitor {
  private final int most;
  private final MisreadDescriptors detector;
  private final List<TableFinding> kept = new ArrayList<>();
  private long total;
  private long hiding;

  /** Keeps up to {@code most} findings of one walk of what {@code context} reads. */
  public TableFindings(TranslationContext context, int most) {
    this.most = most;
    this.detector = new MisreadDescriptors(context);
  }

  /** The findings of all that {@code walker} reads. */
  public static TableFindings of(TableWalker walker, int most) {
    TableFindings findings = new TableFindings(walker.context(), most);
    walker.walk(findings);
    return findings;
  }

  @Override
  public void leaves(
      long va, int level, long pa, long step, long count, long descriptor, int hierarchical) {
    detector.leaves(va, level, pa, step, count, descriptor, hierarchical);
  }

  @Override
  public void finding(FindingKind kind, long va, int level, long entryPa, long descriptor) {
    total++;
    hiding += kind.hides() ? 1 : 0;
    if (kept.size() < most) {
      kept.add(new TableFinding(kind, va, level, entryPa, descriptor));
    }
  }

  /** The first findings, in the order of the walk. */
  public List<TableFinding> kept() {
    return Collections.unmodifiableList(kept);
  }

  /** How many there were, kept or not. */
  public long total() {
    return total;
  }

  /** Whether every table was read: a judgement of the tables is one of all that there is. */
  public boolean sawEverything() {
    return hiding == 0;
  }

  /** Whether the tables look as if they were read with the wrong TCR_EL1.DS, in a sentence. */
  public Optional<String> suspicion() {
    return detector.suspicion();
  }
}

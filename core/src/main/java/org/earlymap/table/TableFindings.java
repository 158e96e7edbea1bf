// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keeps the first findings of a walk, and counts all of them. */
public final class TableFindings implements TableVisitor {
  private final int most;
  private final List<TableFinding> kept = new ArrayList<>();
  private long total;

  /** Keeps up to {@code most} findings. */
  public TableFindings(int most) {
    this.most = most;
  }

  @Override
  public void finding(FindingKind kind, long va, int level, long entryPa, long descriptor) {
    total++;
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
}

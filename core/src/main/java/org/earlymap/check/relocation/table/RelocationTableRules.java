// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-REL on the tables themselves. */
public final class RelocationTableRules {
  private RelocationTableRules() {}

  /** All of them, by id. */
  public static List<Rule> all() {
    return ImmutableList.of(
        new TableBounds(),
        new DynamicSectionAgrees(),
        new RelocatableHasRelocations(),
        new FixedHasNoRelocations(),
        new RelrIsApplied(),
        new SkippedEntries(),
        new UnresolvedEntries(),
        new RelrStartsWithAddress(),
        new RelrAscends());
  }
}

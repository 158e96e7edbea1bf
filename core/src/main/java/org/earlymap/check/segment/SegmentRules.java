// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-SEG on boundaries. */
public final class SegmentRules {
  private SegmentRules() {}

  /** All of them, by id. */
  public static List<Rule> all() {
    return ImmutableList.of(
        new BoundarySymbols(),
        new BoundaryOrder(),
        new SegmentAlignment(),
        new ReservedTableDistance(),
        new TrampolineTableDistance(),
        new RootTablePages(),
        new HypervisorBssFirst(),
        new MmuoffDataApart(),
        new SectionsInsideImage(),
        new NothingLoadedInBss(),
        new InitPgDirPages(),
        new EarlyStack());
  }
}

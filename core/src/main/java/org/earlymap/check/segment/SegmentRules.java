// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-SEG. */
public final class SegmentRules {
  private SegmentRules() {}

  /** All of them, by id. */
  public static List<Rule> all() {
    return ImmutableList.of(
        new BoundarySymbols(),
        new BoundaryOrder(),
        new SegmentAlignment(),
        new TextAtKimageVaddr(),
        new TextBehindHeader(),
        new ReservedTableDistance(),
        new TrampolineTableDistance(),
        new RootTablePages(),
        new IdmapTextInOnePage(),
        new IdmapTextInOneGranulePage(),
        new TrampolineSize(),
        new HypervisorTextInOnePage(),
        new HypervisorBssFirst(),
        new MmuoffDataApart(),
        new HeaderSize(),
        new HeaderFlags(),
        new ImageWithinModules(),
        new ImageWithinVmalloc(),
        new LinkedAtImageAlignment(),
        new SectionsInsideImage(),
        new NothingLoadedInBss(),
        new InitPgDirPages(),
        new EarlyStack(),
        new KexecTextSize(),
        new HibernateTextSize(),
        new EntryAtText());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-REL. */
public final class RelocationRules {
  private RelocationRules() {}

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
        new RelrAscends(),
        new PlaceInImage(),
        new PlaceMapped(),
        new PlaceApartFromTables(),
        new PlaceChangedOnce(),
        new PlaceAligned(),
        new HeaderUnchanged(),
        new TextUnchanged(),
        new OwnMemoryUnchanged(),
        new ZeroedMemoryUnchanged(),
        new MmuoffDataUnchanged(),
        new ValueInImage(),
        new EarlyObjects(),
        new EfiStub(),
        new EarlyCode(),
        new HypervisorPlaces(),
        new InitReferences());
  }
}

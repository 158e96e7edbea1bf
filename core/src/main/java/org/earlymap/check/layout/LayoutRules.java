// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-LAY. */
public final class LayoutRules {
  private LayoutRules() {}

  /** All of them, by id. */
  public static List<Rule> all() {
    return ImmutableList.of(
        new PageTableLevels(),
        new KasanOffset(),
        new KasanAlignment(),
        new FixmapApartFromPci(),
        new FixmapInOneTable(),
        new LinearMapEndsAtRootEntry(),
        new RegionsInOrder(),
        new MemoryInLinearMap(),
        new FixmapMapsInOneTable());
  }
}

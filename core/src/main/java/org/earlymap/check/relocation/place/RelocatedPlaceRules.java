// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.place;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-REL on the words that relocations change. */
public final class RelocatedPlaceRules {
  private RelocatedPlaceRules() {}

  /** All of them, by id. */
  public static List<Rule> all() {
    return ImmutableList.<Rule>builder()
        .addAll(PlaceRule.all())
        .add(
            new HeaderUnchanged(),
            new TextUnchanged(),
            new OwnMemoryUnchanged(),
            new ZeroedMemoryUnchanged(),
            new MmuoffDataUnchanged(),
            new HypervisorPlaces())
        .build();
  }
}

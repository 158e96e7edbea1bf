// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-TBL. */
public final class TableRules {
  private TableRules() {}

  /** All of them, by id. */
  public static List<Rule> all() {
    return ImmutableList.of(
        new KernelTablesFit(),
        new TemporaryIdMapFits(),
        new IdMapTablesFit(),
        new FdtTablesFit(),
        new FixmapTablesFit(),
        new PermanentIdMapFits(),
        new FixmapUpperTablesFit());
  }
}

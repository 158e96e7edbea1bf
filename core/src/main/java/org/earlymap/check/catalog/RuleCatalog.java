// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.catalog;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;
import org.earlymap.check.layout.LayoutRules;
import org.earlymap.check.permission.PermissionRules;
import org.earlymap.check.relocation.RelocationRules;
import org.earlymap.check.segment.SegmentRules;
import org.earlymap.check.tables.TableRules;
import org.earlymap.check.wx.WxRules;

/** Every rule there is. */
public final class RuleCatalog {
  private RuleCatalog() {}

  /** All rules, group by group, by id within a group. */
  public static List<Rule> all() {
    return ImmutableList.<Rule>builder()
        .addAll(SegmentRules.all())
        .addAll(PermissionRules.all())
        .addAll(TableRules.all())
        .addAll(RelocationRules.all())
        .addAll(LayoutRules.all())
        .addAll(WxRules.all())
        .build();
  }
}

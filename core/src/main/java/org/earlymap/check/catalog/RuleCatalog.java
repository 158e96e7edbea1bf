// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.catalog;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.earlymap.check.Rule;
import org.earlymap.check.code.CodeRules;
import org.earlymap.check.image.ImageRules;
import org.earlymap.check.layout.LayoutRules;
import org.earlymap.check.permission.PermissionRules;
import org.earlymap.check.relocation.place.RelocatedPlaceRules;
import org.earlymap.check.relocation.table.RelocationTableRules;
import org.earlymap.check.relocation.value.RelocatedValueRules;
import org.earlymap.check.segment.SegmentRules;
import org.earlymap.check.tables.TableRules;
import org.earlymap.check.wx.WxRules;

/** Every rule there is. */
public final class RuleCatalog {
  private static final ImmutableList<String> GROUPS =
      ImmutableList.of("EM-SEG", "EM-PRM", "EM-TBL", "EM-REL", "EM-LAY", "EM-WX");

  private RuleCatalog() {}

  /** All rules, group by group, by id within a group. */
  public static List<Rule> all() {
    return Stream.of(
            SegmentRules.all(),
            ImageRules.all(),
            CodeRules.all(),
            PermissionRules.all(),
            TableRules.all(),
            RelocationTableRules.all(),
            RelocatedPlaceRules.all(),
            RelocatedValueRules.all(),
            LayoutRules.all(),
            WxRules.all())
        .flatMap(List::stream)
        .sorted(
            Comparator.comparingInt((Rule rule) -> GROUPS.indexOf(rule.group()))
                .thenComparing(Rule::id))
        .toList();
  }
}

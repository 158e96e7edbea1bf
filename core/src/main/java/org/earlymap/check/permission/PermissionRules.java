// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-PRM. */
public final class PermissionRules {
  private PermissionRules() {}

  /** All of them, by id. */
  public static List<Rule> all() {
    return ImmutableList.of(
        new WritableAndExecutable(),
        new CodeWhereExecutable(),
        new DataOutsideText(),
        new WritableOutsideText(),
        new WritableInReadOnlyData(),
        new ReadOnlyDataProtected(),
        new NoRelro(),
        new LazyGotOnly(),
        new NoPlt(),
        new GotReadOnly(),
        new NoWritableExecutableSegment(),
        new SegmentsAllowSections());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.code;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-SEG on code that must fit a page. */
public final class CodeRules {
  private CodeRules() {}

  /** All of them, by id. */
  public static List<Rule> all() {
    return ImmutableList.of(
        new IdmapTextInOnePage(),
        new IdmapTextInOneGranulePage(),
        new TrampolineSize(),
        new HypervisorTextInOnePage(),
        new KexecTextSize(),
        new HibernateTextSize());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-WX. */
public final class WxRules {
  private WxRules() {}

  /** All of them, by id. */
  public static List<Rule> all() {
    return ImmutableList.of(
        new NothingWritableAndExecutable(),
        new NothingForEl0(),
        new OnlyCodeExecutable(),
        new NoWritableAlias(),
        new ReadOnlyInImage(),
        new ReadOnlyInAliases(),
        new RootsEmptyAsLinked(),
        new BootsOnCpus());
  }
}

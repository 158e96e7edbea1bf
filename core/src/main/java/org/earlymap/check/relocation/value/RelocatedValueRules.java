// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.value;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-REL on the addresses that are stored. */
public final class RelocatedValueRules {
  private RelocatedValueRules() {}

  /** All of them, by id. */
  public static List<Rule> all() {
    return ImmutableList.of(
        new ValueInImage(),
        new EarlyObjects(),
        new EfiStub(),
        new EarlyCode(),
        new InitReferences());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.format.FormatException;
import org.earlymap.relocate.RelocationException;
import org.earlymap.relocate.RelocationTable;

/** A rule that looks at the relocation tables; it does not apply where they cannot be read. */
public abstract class RelocationRule extends Rule {
  /** Describes the rule, as {@link Rule} does. */
  protected RelocationRule(String id, Severity severity, String reason, String requirement) {
    super(id, severity, reason, requirement);
  }

  @Override
  public final void check(CheckedKernel kernel, Verdict verdict) {
    try {
      judge(kernel, kernel.relocations(), verdict);
    } catch (RelocationException | FormatException unreadable) {
      verdict.notApplied(String.valueOf(unreadable.getMessage()));
    }
  }

  /** Looks at the tables of {@code kernel}, both empty where it has none. */
  protected abstract void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict);
}

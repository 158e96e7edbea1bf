// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import java.util.Optional;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.check.BootTables;
import org.earlymap.check.CheckedBoot;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/** A rule on the tables of every boot. */
abstract class BootRule extends Rule {
  BootRule(String id, Severity severity, String reason, String requirement) {
    super(id, severity, reason, requirement);
  }

  @Override
  public final void check(CheckedKernel kernel, Verdict verdict) {
    boolean judged = false;
    for (CheckedBoot boot : kernel.boots()) {
      Optional<BootEnvironment> environment = boot.environment();
      if (environment.isPresent()) {
        LinkedImage image = new LinkedImage(kernel, environment.get());
        Violations violations = new Violations(boot.cpu(), image);
        judge(boot, image, violations);
        violations.tell(verdict);
        judged = true;
      }
    }
    if (!judged) {
      verdict.notApplied(BootsOnCpus.whyNot(kernel));
    }
  }

  private void judge(CheckedBoot boot, LinkedImage image, Violations violations) {
    for (BootTables tables : boot.tables()) {
      judge(tables, image, violations);
    }
  }

  /** Looks at the tables of one stage. */
  abstract void judge(BootTables tables, LinkedImage image, Violations violations);
}

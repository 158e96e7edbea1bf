// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import java.util.Optional;
import org.earlymap.boot.BootEnvironment;
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
    if (kernel.boots().isEmpty()) {
      verdict.notApplied("no CPU was given");
    }
    for (CheckedBoot boot : kernel.boots()) {
      Optional<BootEnvironment> environment = boot.environment();
      if (environment.isPresent()) {
        Violations violations =
            new Violations(boot.cpu(), new LinkedImage(kernel, environment.get()));
        judge(boot, new LinkedImage(kernel, environment.get()), violations);
        violations.tell(verdict);
      }
      unjudged(kernel, boot).ifPresent(verdict::notApplied);
    }
  }

  private void judge(CheckedBoot boot, LinkedImage image, Violations violations) {
    for (BootTables tables : boot.tables()) {
      judge(tables, image, violations);
    }
  }

  /** What of a boot cannot be judged, and why. */
  private static Optional<String> unjudged(CheckedKernel kernel, CheckedBoot boot) {
    if (boot.stages().isEmpty()) {
      return Optional.of(
          "the tables of Linux "
              + kernel.image().release()
              + " are not computed: they are since 6.9");
    }
    return boot.failure().map(why -> "on " + boot.cpu() + " it does not boot: " + why);
  }

  /** Looks at the tables of one stage. */
  abstract void judge(BootTables tables, LinkedImage image, Violations violations);
}

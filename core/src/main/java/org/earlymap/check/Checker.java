// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.config.KernelConfigException;
import org.earlymap.kernel.parts.MissingSymbolException;

/** Applies rules to kernels. */
public final class Checker {
  private final ImmutableList<Rule> rules;

  /** A checker with these rules, applied in this order. */
  public Checker(List<Rule> rules) {
    this.rules = ImmutableList.copyOf(rules);
  }

  /** What the rules say about {@code kernel}. */
  public Report check(CheckedKernel kernel) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    ImmutableList.Builder<Measurement> measurements = ImmutableList.builder();
    ImmutableList.Builder<NotApplied> notApplied = ImmutableList.builder();
    for (Rule rule : rules) {
      Verdict verdict = new Verdict(rule, kernel.file());
      try {
        rule.check(kernel, verdict);
      } catch (MissingSymbolException | KernelConfigException missing) {
        verdict.notApplied(String.valueOf(missing.getMessage()));
      }
      findings.addAll(verdict.findings());
      measurements.addAll(verdict.measurements());
      notApplied.addAll(verdict.notApplied());
    }
    return new Report(
        kernel.file(), rules, findings.build(), measurements.build(), notApplied.build());
  }
}

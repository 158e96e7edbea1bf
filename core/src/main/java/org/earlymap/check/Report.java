// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the rules say about one kernel.
 *
 * @param file the kernel's file, as it was given
 * @param rules the rules that were asked, in order
 * @param findings what they object to, in the order of the rules
 * @param measurements figures that they arrived at
 * @param notApplied the rules that could say nothing, and why
 */
public record Report(
    String file,
    List<Rule> rules,
    List<Finding> findings,
    List<Measurement> measurements,
    List<NotApplied> notApplied) {
  /** Keeps copies. */
  public Report {
    rules = ImmutableList.copyOf(rules);
    findings = ImmutableList.copyOf(findings);
    measurements = ImmutableList.copyOf(measurements);
    notApplied = ImmutableList.copyOf(notApplied);
  }

  /** How many findings are of this severity. */
  public long count(Severity severity) {
    return findings.stream().filter(finding -> finding.rule().severity() == severity).count();
  }

  /** Whether a finding is of this severity or worse. */
  public boolean hasAtLeast(Severity severity) {
    return findings.stream()
        .anyMatch(finding -> finding.rule().severity().compareTo(severity) >= 0);
  }

  /** The same with those findings only that {@code kept} accepts. */
  public Report keeping(Predicate<Finding> kept) {
    return new Report(
        file, rules, findings.stream().filter(kept).toList(), measurements, notApplied);
  }
}

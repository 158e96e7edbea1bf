// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.check;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.earlymap.check.Finding;
import org.earlymap.check.Measurement;
import org.earlymap.check.NotApplied;
import org.earlymap.check.Report;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;

/** Reports as lines: one finding each, then a summary for each kernel. */
final class CheckText {
  private CheckText() {}

  static void print(List<Report> reports, CheckSetting setting, boolean verbose, PrintWriter out) {
    for (Report report : reports) {
      for (Finding finding : report.findings()) {
        line(
            out, report, finding.rule().severity().label(), finding.rule().id(), finding.message());
      }
      if (verbose) {
        for (Measurement measured : report.measurements()) {
          line(
              out, report, "measured", measured.ruleId(), measured.name() + ": " + measured.text());
        }
        for (NotApplied idle : report.notApplied()) {
          line(out, report, "not applied", idle.ruleId(), idle.why());
        }
      }
    }
    for (Report report : reports) {
      out.println(summary(report));
      printIdle(report, out);
    }
    if (reports.stream().anyMatch(CheckText::judgesTables)) {
      out.println("  " + setting.text());
    }
  }

  static void printRules(List<Rule> rules, PrintWriter out) {
    for (Rule rule : rules) {
      out.printf("%s  %-7s  %s%n", rule.id(), rule.severity().label(), rule.reason());
      out.printf("%21s%s%n", "", rule.requirement());
    }
  }

  private static void line(
      PrintWriter out, Report report, String kind, String rule, String message) {
    out.println(report.file() + ": " + kind + ": " + rule + ": " + message);
  }

  /** The rules that could say nothing, by what they lack. */
  private static void printIdle(Report report, PrintWriter out) {
    Map<String, Set<String>> rules = new LinkedHashMap<>();
    for (NotApplied idle : report.notApplied()) {
      rules.computeIfAbsent(idle.why(), why -> new LinkedHashSet<>()).add(idle.ruleId());
    }
    rules.forEach(
        (why, ids) -> out.println("  not applied: " + String.join(", ", ids) + ": " + why));
  }

  private static String summary(Report report) {
    StringBuilder text = new StringBuilder(report.file()).append(": ");
    if (report.findings().isEmpty()) {
      text.append("no findings");
    } else {
      text.append(counted(report.count(Severity.ERROR), "error"));
      text.append(", ").append(counted(report.count(Severity.WARNING), "warning"));
      text.append(", ").append(counted(report.count(Severity.NOTE), "note"));
    }
    text.append("; ").append(counted(report.rules().size(), "rule"));
    long idle = report.notApplied().stream().map(NotApplied::ruleId).distinct().count();
    if (idle != 0) {
      text.append(", ").append(idle).append(" not applied");
    }
    return text.toString();
  }

  private static boolean judgesTables(Report report) {
    return report.rules().stream().anyMatch(rule -> rule.id().startsWith("EM-WX-"));
  }

  private static String counted(long count, String what) {
    return count == 1 ? "1 " + what : count + " " + what + "s";
  }
}

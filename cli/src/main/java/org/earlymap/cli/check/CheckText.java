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
import org.earlymap.cli.output.Paint;

/** Reports as lines: one finding each, then a summary for each kernel. */
final class CheckText {
  private final PrintWriter out;
  private final Paint paint;

  CheckText(PrintWriter out, Paint paint) {
    this.out = out;
    this.paint = paint;
  }

  void print(List<Report> reports, CheckSetting setting, boolean verbose) {
    for (Report report : reports) {
      for (Finding finding : report.findings()) {
        line(
            report,
            severity(finding.rule().severity()),
            paint.bold(finding.rule().id()),
            finding.message());
      }
      if (verbose) {
        for (Measurement measured : report.measurements()) {
          line(report, "measured", measured.ruleId(), measured.name() + ": " + measured.text());
        }
        for (NotApplied idle : report.notApplied()) {
          line(report, "not applied", idle.ruleId(), idle.why());
        }
      }
    }
    for (Report report : reports) {
      out.println(summary(report));
      printIdle(report);
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

  private String severity(Severity severity) {
    return switch (severity) {
      case ERROR -> paint.red(severity.label());
      case WARNING -> paint.yellow(severity.label());
      case NOTE -> severity.label();
    };
  }

  private void line(Report report, String kind, String rule, String message) {
    out.println(report.file() + ": " + kind + ": " + rule + ": " + message);
  }

  /** The rules that could say nothing, by what they lack. */
  private void printIdle(Report report) {
    Map<String, Set<String>> rules = new LinkedHashMap<>();
    for (NotApplied idle : report.notApplied()) {
      rules.computeIfAbsent(idle.why(), why -> new LinkedHashSet<>()).add(idle.ruleId());
    }
    rules.forEach(
        (why, ids) -> out.println("  not applied: " + String.join(", ", ids) + ": " + why));
  }

  private String summary(Report report) {
    StringBuilder text = new StringBuilder(report.file()).append(": ");
    if (report.findings().isEmpty()) {
      text.append(paint.green("no findings"));
    } else {
      String errors = counted(report.count(Severity.ERROR), "error");
      String warnings = counted(report.count(Severity.WARNING), "warning");
      text.append(report.count(Severity.ERROR) > 0 ? paint.red(errors) : errors).append(", ");
      text.append(report.count(Severity.WARNING) > 0 ? paint.yellow(warnings) : warnings);
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

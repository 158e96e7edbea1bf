// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.cpu;

import java.io.PrintWriter;
import java.util.List;
import org.earlymap.Hex;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdField;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.feature.EarlyDecision;
import org.earlymap.cpu.override.OverrideRegister;
import org.earlymap.cpu.override.OverrideValue;
import org.earlymap.cpu.override.OverrideVerdict;
import org.earlymap.cpu.override.OverrideVerdict.Outcome;

/** A CPU as text: its registers field by field, the overrides, the decisions. */
final class CpuText {
  private static final int WIDTH = 100;
  private static final String CHANGE = " ".repeat(23) + "-> ";

  private final PrintWriter out;
  private final boolean all;

  /**
   * A printer.
   *
   * @param all whether fields that are 0 are printed where the early boot does not look at them
   */
  CpuText(PrintWriter out, boolean all) {
    this.out = out;
    this.all = all;
  }

  void print(CpuReport report) {
    header(report);
    for (IdRegister register : IdRegister.values()) {
      if (report.model().registers().has(register)) {
        register(report, register);
      }
    }
    overrides(report);
    decisions(report);
  }

  /** The shipped models, one a line, and whether they are as a manual or a machine has them. */
  static void list(List<CpuModel> models, PrintWriter out) {
    int width = models.stream().mapToInt(model -> model.name().length()).max().orElse(0);
    for (CpuModel model : models) {
      String doubt = model.uncertain().isEmpty() ? "" : " (in part uncertain)";
      out.println(padded(model.name(), width) + "  " + model.description() + doubt);
    }
  }

  private void header(CpuReport report) {
    CpuModel model = report.model();
    String part = report.fields().part(model.registers().get(IdRegister.MIDR_EL1)).orElse("");
    out.println(
        model.name()
            + (model.description().isEmpty() ? "" : ": " + model.description())
            + (part.isEmpty() || model.description().contains(part) ? "" : " (" + part + ")"));
    wrap(model.source(), "  ", "  ");
    if (!model.uncertain().isEmpty()) {
      wrap(model.uncertain(), "  uncertain: ", "  ");
    }
    if (!model.others().isEmpty()) {
      String names = String.join(", ", model.others().keySet());
      wrap("kept, and not known here, or read by nothing early: " + names, "  ", "  ");
    }
    out.println();
  }

  private void register(CpuReport report, IdRegister register) {
    long value = report.model().registers().get(register);
    out.println(register + " = " + Hex.of(value));
    int hidden = 0;
    List<IdField> fields = report.fields().of(register);
    for (IdField field : fields) {
      CpuReport.Seen seen = report.see(field);
      if (all || seen.raw() != 0 || field.early() || seen.after() != 0 || seen.rejected()) {
        field(seen);
      } else {
        hidden++;
      }
    }
    if (hidden == fields.size()) {
      out.println("  every field is 0");
    } else if (hidden > 0) {
      out.println("  " + hidden + (hidden == 1 ? " more field is 0" : " more fields are 0"));
    }
  }

  private void field(CpuReport.Seen seen) {
    IdField field = seen.field();
    String name = "  " + padded(field.bits(), 5) + "  " + padded(field.name(), 12) + "  ";
    boolean number = field.kind() == IdField.Kind.NUMBER;
    String value = number ? "0x" + Integer.toHexString(seen.raw()) : Integer.toString(seen.raw());
    String meaning = number ? "" : ": " + field.meaning(seen.raw());
    out.println(name + padded(value, 5) + "  " + field.title() + meaning);
    if (seen.rejected()) {
      out.println(CHANGE + "override rejected");
    } else if (seen.after() != seen.raw()) {
      out.println(CHANGE + "overridden to " + seen.after() + ": " + field.meaning(seen.after()));
    }
  }

  private void overrides(CpuReport report) {
    out.println();
    out.println(
        "Command line, as "
            + report.kernel()
            + " reads it early ("
            + report.context().granule().label()
            + " pages, "
            + (report.context().lpa2Kernel() ? "with" : "without")
            + " CONFIG_ARM64_LPA2, entered at EL"
            + report.context().bootEl()
            + ")");
    if (report.commandLine().isBlank()) {
      out.println("  (empty: nothing is overridden)");
      return;
    }
    for (OverrideVerdict verdict : report.overrides().verdicts()) {
      verdict(verdict);
    }
    for (OverrideRegister register : OverrideRegister.values()) {
      OverrideValue value = report.overrides().get(register);
      if (!value.equals(OverrideValue.NONE)) {
        out.println(
            "  "
                + padded(register.label(), 12)
                + "  value "
                + Hex.of(value.value())
                + "  mask "
                + Hex.of(value.mask()));
      }
    }
  }

  private void verdict(OverrideVerdict verdict) {
    String indent = verdict.alias().isPresent() ? "    " : "  ";
    String token =
        verdict.token().length() > 28 ? verdict.token().substring(0, 25) + "..." : verdict.token();
    String mark =
        switch (verdict.outcome()) {
          case ACCEPTED -> "accepted";
          case REJECTED -> "REJECTED";
          case MALFORMED -> "NOT A VALUE";
          case EXPANDED -> "stands for";
          case CUT -> "CUT";
          case TERMINATOR -> "ends the parsing";
          case IGNORED -> verdict.reason().isEmpty() ? "not an override" : "NOT AN OVERRIDE";
        };
    String separator = verdict.outcome() == Outcome.EXPANDED ? " " : ": ";
    String reason = verdict.reason().isEmpty() ? "" : separator + verdict.reason();
    wrap(mark + reason, padded(indent + printable(token), 30) + "  ", " ".repeat(32));
  }

  private void decisions(CpuReport report) {
    out.println();
    out.println("What the kernel decides");
    for (EarlyDecision decision : report.decisions()) {
      String head =
          "  " + padded(decision.name(), 17) + "  " + padded(decision.answer(), 10) + "  ";
      wrap(decision.effect(), head, " ".repeat(head.length()));
      wrap(decision.reason(), " ".repeat(head.length()), " ".repeat(head.length()));
    }
  }

  private void wrap(String text, String first, String rest) {
    String line = first;
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        out.println(line.stripTrailing());
        line = rest;
        empty = true;
      }
      line += (empty ? "" : " ") + word;
      empty = false;
    }
    if (!line.isBlank()) {
      out.println(line.stripTrailing());
    }
  }

  /** Tokens are Latin-1 and may hold control characters, which do not belong on a terminal. */
  static String printable(String token) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      text.append(c < ' ' || c >= 0x7f ? '?' : c);
    }
    return text.toString();
  }

  private static String padded(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }
}

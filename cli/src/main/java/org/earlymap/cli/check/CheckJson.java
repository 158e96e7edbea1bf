// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.check;

import java.io.PrintWriter;
import java.util.List;
import org.earlymap.check.Baseline;
import org.earlymap.check.Figures;
import org.earlymap.check.Finding;
import org.earlymap.check.Measurement;
import org.earlymap.check.NotApplied;
import org.earlymap.check.Report;
import org.earlymap.check.Rule;
import org.earlymap.cli.text.JsonText;
import tools.jackson.core.JsonGenerator;

/** Reports as JSON, which {@code --baseline} reads. */
final class CheckJson {
  private static final String RULES_SCHEMA = "earlymap.rules/1";

  private CheckJson() {}

  static void printRules(List<Rule> rules, PrintWriter out) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", RULES_SCHEMA);
          json.writeArrayPropertyStart("rules");
          for (Rule rule : rules) {
            json.writeStartObject();
            json.writeStringProperty("id", rule.id());
            json.writeStringProperty("group", rule.group());
            json.writeStringProperty("severity", rule.severity().label());
            json.writeStringProperty("reason", rule.reason());
            json.writeStringProperty("requirement", rule.requirement());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  static void print(
      List<Report> reports,
      List<UncheckedKernel> unchecked,
      CheckSetting setting,
      PrintWriter out) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", Baseline.SCHEMA);
          json.writeArrayPropertyStart("cpus");
          for (String cpu : setting.cpus()) {
            json.writeString(cpu);
          }
          json.writeEndArray();
          json.writeBooleanProperty("cpusAssumed", setting.cpusAssumed());
          json.writeStringProperty("memory", setting.memory());
          json.writeBooleanProperty("memoryAssumed", setting.memoryAssumed());
          json.writeArrayPropertyStart("kernels");
          for (Report report : reports) {
            write(json, report);
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("unchecked");
          for (UncheckedKernel kernel : unchecked) {
            json.writeStartObject();
            json.writeStringProperty("file", kernel.file());
            json.writeStringProperty("message", kernel.message());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Report report) {
    json.writeStartObject();
    json.writeStringProperty("file", report.file());
    json.writeNumberProperty("rules", report.rules().size());
    json.writeArrayPropertyStart("findings");
    for (Finding finding : report.findings()) {
      json.writeStartObject();
      json.writeStringProperty("rule", finding.rule().id());
      json.writeStringProperty("severity", finding.rule().severity().label());
      json.writeStringProperty("subject", finding.subject());
      if (finding.va().isPresent()) {
        json.writeStringProperty("address", Figures.hex(finding.va().getAsLong()));
      }
      json.writeStringProperty("message", finding.message());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("measurements");
    for (Measurement measured : report.measurements()) {
      json.writeStartObject();
      json.writeStringProperty("rule", measured.ruleId());
      json.writeStringProperty("name", measured.name());
      json.writeStringProperty("text", measured.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("notApplied");
    for (NotApplied idle : report.notApplied()) {
      json.writeStartObject();
      json.writeStringProperty("rule", idle.ruleId());
      json.writeStringProperty("why", idle.why());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}

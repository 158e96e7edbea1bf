// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.check;

import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.earlymap.check.Figures;
import org.earlymap.check.Finding;
import org.earlymap.check.Report;
import org.earlymap.check.Rule;
import org.earlymap.cli.text.JsonText;
import tools.jackson.core.JsonGenerator;

/** Reports as one run of the Static Analysis Results Interchange Format, version 2.1.0. */
final class CheckSarif {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

  private CheckSarif() {}

  static void print(
      List<Rule> rules,
      List<Report> reports,
      List<UncheckedKernel> unchecked,
      CheckSetting setting,
      PrintWriter out) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("$schema", SCHEMA);
          json.writeStringProperty("version", "2.1.0");
          json.writeArrayPropertyStart("runs");
          json.writeStartObject();
          writeTool(json, rules);
          writeInvocation(json, unchecked);
          json.writeObjectPropertyStart("properties");
          json.writeStringProperty("tablesJudgedOn", String.join(", ", setting.cpus()));
          json.writeStringProperty("memory", setting.memory());
          json.writeEndObject();
          json.writeStringProperty("columnKind", "utf16CodeUnits");
          json.writeArrayPropertyStart("results");
          for (Report report : reports) {
            for (Finding finding : report.findings()) {
              writeResult(json, rules, finding);
            }
          }
          json.writeEndArray();
          json.writeEndObject();
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void writeTool(JsonGenerator json, List<Rule> rules) {
    json.writeObjectPropertyStart("tool");
    json.writeObjectPropertyStart("driver");
    json.writeStringProperty("name", "earlymap");
    Optional<String> version =
        Optional.ofNullable(CheckSarif.class.getPackage().getImplementationVersion());
    version.ifPresent(text -> json.writeStringProperty("version", text));
    json.writeArrayPropertyStart("rules");
    for (Rule rule : rules) {
      json.writeStartObject();
      json.writeStringProperty("id", rule.id());
      writeText(json, "shortDescription", rule.reason());
      writeText(json, "help", "Required by " + rule.requirement());
      json.writeObjectPropertyStart("defaultConfiguration");
      json.writeStringProperty("level", rule.severity().label());
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeInvocation(JsonGenerator json, List<UncheckedKernel> unchecked) {
    json.writeArrayPropertyStart("invocations");
    json.writeStartObject();
    json.writeBooleanProperty("executionSuccessful", unchecked.isEmpty());
    json.writeArrayPropertyStart("toolExecutionNotifications");
    for (UncheckedKernel kernel : unchecked) {
      json.writeStartObject();
      json.writeStringProperty("level", "error");
      writeText(json, "message", kernel.message());
      json.writeArrayPropertyStart("locations");
      json.writeStartObject();
      json.writeObjectPropertyStart("physicalLocation");
      json.writeObjectPropertyStart("artifactLocation");
      json.writeStringProperty("uri", uri(kernel.file()));
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void writeResult(JsonGenerator json, List<Rule> rules, Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("ruleId", finding.rule().id());
    json.writeNumberProperty("ruleIndex", rules.indexOf(finding.rule()));
    json.writeStringProperty("level", finding.rule().severity().label());
    writeText(json, "message", finding.message());
    json.writeArrayPropertyStart("locations");
    json.writeStartObject();
    json.writeObjectPropertyStart("physicalLocation");
    json.writeObjectPropertyStart("artifactLocation");
    json.writeStringProperty("uri", uri(finding.file()));
    json.writeEndObject();
    if (finding.va().isPresent()) {
      json.writeObjectPropertyStart("address");
      json.writeStringProperty("name", Figures.hex(finding.va().getAsLong()));
      json.writeStringProperty("fullyQualifiedName", finding.subject());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeObjectPropertyStart("partialFingerprints");
    json.writeStringProperty("ruleAndSubject/v1", finding.fingerprint());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeText(JsonGenerator json, String name, String text) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("text", text);
    json.writeEndObject();
  }

  /** A path as a relative or absolute reference, its odd characters escaped. */
  private static String uri(String file) {
    String path = file.replace('\\', '/');
    String first = path.startsWith("/") ? path : "./" + path;
    try {
      String escaped = new URI(null, null, first, null).toASCIIString();
      return path.startsWith("/") ? "file://" + escaped : escaped.substring(2);
    } catch (URISyntaxException e) {
      return "kernel";
    }
  }
}

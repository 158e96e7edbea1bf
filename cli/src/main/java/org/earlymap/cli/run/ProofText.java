// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.io.PrintWriter;
import java.util.List;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.cli.text.JsonText;
import org.earlymap.compare.EngineAgreement;
import org.earlymap.run.trace.Write;
import tools.jackson.core.JsonGenerator;

/** What {@code prove} found, as text and as JSON. */
final class ProofText {
  private ProofText() {}

  static void print(PrintWriter out, List<ProofReport> reports) {
    for (ProofReport report : reports) {
      if (reports.size() == 1 || !report.agrees()) {
        print(out, report);
      }
    }
    if (reports.size() > 1) {
      long agree = reports.stream().filter(ProofReport::agrees).count();
      long refused = reports.stream().filter(ProofReport::modelRefuses).count();
      long words = reports.stream().mapToLong(ProofReport::words).sum();
      out.println(
          agree
              + " of "
              + reports.size()
              + " machines agree, "
              + Sizes.grouped(words)
              + " words compared; not compared: "
              + refused);
    }
  }

  private static void print(PrintWriter out, ProofReport report) {
    out.println(report.name());
    for (EngineAgreement stage : report.agreements()) {
      out.println(
          "  "
              + stage.stage().label()
              + ": "
              + stage.images()
              + " images, "
              + Sizes.grouped(stage.words())
              + " words, "
              + (stage.agrees() ? "equal" : Sizes.grouped(stage.differing()) + " differ"));
      for (String register : stage.registers()) {
        out.println("    " + register);
      }
      report.differences(stage.stage()).forEach(difference -> print(out, difference));
      for (TableImage piece : stage.onlyByCode()) {
        out.println(
            "    only the code has tables at "
                + Hex.of(piece.pa())
                + " ("
                + piece.name()
                + ", "
                + Sizes.exact(piece.size())
                + ")");
      }
    }
    report.trouble().ifPresent(why -> out.println("  " + why));
    if (!report.agrees() && !report.repeat().isEmpty()) {
      out.println("  again: " + report.repeat());
    }
  }

  private static void print(PrintWriter out, ProofDifference difference) {
    out.println("    at " + Hex.of(difference.pa()) + ", " + difference.where());
    out.println("      model " + valued(difference.model(), difference.modelSays()));
    out.println("      code  " + valued(difference.code(), difference.codeSays()));
    out.println(
        "      "
            + difference
                .written()
                .map(last -> "code's written by " + last.describe())
                .orElse("code's as loaded, never written"));
  }

  private static String valued(long descriptor, List<String> says) {
    return Hex.of(descriptor) + (says.isEmpty() ? "" : "  " + String.join("; ", says));
  }

  static void printJson(PrintWriter out, List<ProofReport> reports) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", "earlymap.prove/1");
          json.writeBooleanProperty("agree", reports.stream().allMatch(ProofReport::agrees));
          json.writeArrayPropertyStart("machines");
          for (ProofReport report : reports) {
            write(json, report);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, ProofReport report) {
    json.writeStartObject();
    json.writeStringProperty("machine", report.name());
    json.writeBooleanProperty("agree", report.agrees());
    if (report.trouble().isPresent()) {
      json.writeStringProperty(
          report.modelRefuses() ? "refused" : "trouble", report.trouble().get());
    }
    if (!report.repeat().isEmpty()) {
      json.writeStringProperty("repeat", report.repeat());
    }
    json.writeArrayPropertyStart("stages");
    for (EngineAgreement stage : report.agreements()) {
      json.writeStartObject();
      json.writeStringProperty("stage", stage.stage().label());
      json.writeNumberProperty("images", stage.images());
      json.writeNumberProperty("words", stage.words());
      json.writeNumberProperty("differing", stage.differing());
      JsonText.write(json, "registers", stage.registers());
      json.writeArrayPropertyStart("first");
      for (ProofDifference difference : report.differences(stage.stage())) {
        write(json, difference);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ProofDifference difference) {
    json.writeStartObject();
    json.writeStringProperty("physicalAddress", Hex.of(difference.pa()));
    json.writeStringProperty("where", difference.where());
    json.writeStringProperty("model", Hex.of(difference.model()));
    json.writeStringProperty("code", Hex.of(difference.code()));
    JsonText.write(json, "modelSays", difference.modelSays());
    JsonText.write(json, "codeSays", difference.codeSays());
    if (difference.written().isPresent()) {
      Write last = difference.written().get();
      json.writeObjectPropertyStart("written");
      json.writeNumberProperty("instruction", last.instruction());
      JsonText.write(json, "frames", last.writer().frames());
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}

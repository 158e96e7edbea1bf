// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.PrintWriter;
import java.util.List;
import org.earlymap.Hex;
import org.earlymap.cli.text.JsonText;
import org.earlymap.run.trace.Write;
import org.earlymap.table.WalkStep;
import tools.jackson.core.JsonGenerator;

/** Who wrote which descriptor, as JSON, schema {@code earlymap.trace/1}. */
final class TraceJson {
  private static final String SCHEMA = "earlymap.trace/1";

  private TraceJson() {}

  static void printTables(TraceReport report, PrintWriter out) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", SCHEMA);
          json.writeArrayPropertyStart("tables");
          for (TraceReport.Table table : report.tables()) {
            json.writeStartObject();
            json.writeStringProperty("physicalAddress", Hex.of(table.pa()));
            json.writeStringProperty("image", table.image());
            json.writeNumberProperty("entries", table.valid());
            json.writeNumberProperty("writes", table.writes());
            if (table.last().isPresent()) {
              json.writeName("last");
              write(json, table.last().get());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  static void printEntries(List<TraceReport.Entry> entries, PrintWriter out) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", SCHEMA);
          json.writeArrayPropertyStart("entries");
          for (TraceReport.Entry entry : entries) {
            write(json, entry);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, TraceReport.Entry entry) {
    json.writeStartObject();
    json.writeStringProperty("physicalAddress", Hex.of(entry.pa()));
    if (entry.step().isPresent()) {
      WalkStep step = entry.step().get();
      json.writeNumberProperty("level", step.level());
      json.writeStringProperty("table", Hex.of(step.tablePa()));
      json.writeNumberProperty("index", step.index());
    }
    json.writeStringProperty("descriptor", Hex.of(entry.descriptor()));
    json.writeNumberProperty("writes", entry.count());
    json.writeArrayPropertyStart("kept");
    for (Write write : entry.kept()) {
      write(json, write);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** One write, as an object. */
  static void write(JsonGenerator json, Write write) {
    json.writeStartObject();
    json.writeNumberProperty("instruction", write.instruction());
    json.writeStringProperty("before", Hex.of(write.before()));
    json.writeStringProperty("after", Hex.of(write.after()));
    JsonText.write(json, "frames", write.writer().frames());
    json.writeEndObject();
  }
}

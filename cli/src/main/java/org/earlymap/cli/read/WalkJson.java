// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.earlymap.Hex;
import org.earlymap.arch.Descriptor;
import org.earlymap.cli.text.DescriptorText;
import org.earlymap.cli.text.JsonText;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.run.trace.Write;
import org.earlymap.table.Translation;
import org.earlymap.table.TranslationContext;
import org.earlymap.table.WalkStep;
import tools.jackson.core.JsonGenerator;

/** Walks as JSON, schema {@code earlymap.walk/1}. */
final class WalkJson {
  private WalkJson() {}

  /** One walk and how the tables were read. */
  record Walk(Translation translation, TranslationContext context, Optional<String> symbol) {}

  static void print(List<Walk> walks, Optional<TableWrites> writes, PrintWriter out) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", "earlymap.walk/1");
          json.writeArrayPropertyStart("walks");
          walks.forEach(walk -> write(json, walk, writes));
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Walk walk, Optional<TableWrites> writes) {
    TranslationContext context = walk.context();
    json.writeStartObject();
    json.writeStringProperty("va", Hex.of(walk.translation().va()));
    walk.symbol().ifPresent(name -> json.writeStringProperty("symbol", name));
    json.writeStringProperty("half", context.half().name().toLowerCase(Locale.ROOT));
    json.writeNumberProperty("granule", context.regime().granule().bytes());
    json.writeNumberProperty("vaBits", context.regime().vaBits());
    json.writeArrayPropertyStart("steps");
    int hierarchical = 0;
    for (WalkStep step : walk.translation().steps()) {
      json.writeStartObject();
      json.writeNumberProperty("level", step.level());
      json.writeStringProperty("table", Hex.of(step.tablePa()));
      json.writeNumberProperty("index", step.index());
      json.writeStringProperty("descriptor", Hex.of(step.descriptor()));
      json.writeArrayPropertyStart("says");
      DescriptorText.of(step.descriptor(), step.level(), context, hierarchical)
          .forEach(json::writeString);
      json.writeEndArray();
      Optional<Write> last = writes.flatMap(all -> all.last(step.entryPa()));
      if (last.isPresent()) {
        json.writeName("written");
        TraceJson.write(json, last.get());
      }
      json.writeEndObject();
      if (Descriptor.isTable(step.descriptor(), step.level())) {
        hierarchical |= context.permissions().hierarchical(step.descriptor());
      }
    }
    json.writeEndArray();
    if (walk.translation() instanceof Translation.Mapped mapped) {
      json.writeStringProperty("pa", Hex.of(mapped.pa()));
      json.writeStringProperty("rights", context.permissions().describe(mapped.rights()));
      json.writeStringProperty("memoryType", mapped.memoryType().describe());
    } else if (walk.translation() instanceof Translation.Faulting faulting) {
      json.writeStringProperty("fault", faulting.type().describe());
      json.writeNumberProperty("level", faulting.level());
    }
    json.writeEndObject();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.inspect;

import java.io.PrintWriter;
import java.util.Map;
import org.earlymap.Hex;
import org.earlymap.cli.options.KernelHintOptions;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelSegment;
import org.earlymap.kernel.ReservedTables;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.relocate.RelocationCounts;
import org.earlymap.version.Trait;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** An inspection for programs: addresses are hexadecimal strings, sizes are numbers. */
final class InspectJson {
  private final JsonGenerator json;
  private final Inspection inspection;

  private InspectJson(JsonGenerator json, Inspection inspection) {
    this.json = json;
    this.inspection = inspection;
  }

  static void print(Inspection inspection, PrintWriter out) {
    ObjectWriteContext pretty =
        new ObjectWriteContext.Base() {
          @Override
          public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter();
          }
        };
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(pretty, out)) {
      new InspectJson(json, inspection).write();
    }
    out.println();
  }

  private void write() {
    KernelBuild kernel = inspection.kernel();
    KernelConfig config = kernel.config();
    json.writeStartObject();
    json.writeStringProperty("schema", "earlymap.inspection/1");
    json.writeStringProperty("file", kernel.file());
    json.writeStringProperty("release", kernel.release().text());
    inspection.compiler().ifPresent(text -> json.writeStringProperty("compiler", text));
    json.writeNumberProperty("granule", config.granule().bytes());
    json.writeNumberProperty("vaBits", config.vaBits());
    json.writeNumberProperty("vaBitsMin", config.vaBitsMin());
    json.writeNumberProperty("paBits", config.paBits());
    json.writeBooleanProperty("lpa2", config.lpa2());
    json.writeNumberProperty("levels", config.pgtableLevels());
    json.writeBooleanProperty("bigEndian", config.bigEndian());
    json.writeBooleanProperty("relocatable", config.relocatable());
    json.writeBooleanProperty("kaslr", config.randomizeBase());
    writeEvidence();
    writeSegments();
    writeRegions();
    writeTraits();
    writeRelocations();
    writeSymbols();
    json.writeEndObject();
  }

  private void writeEvidence() {
    json.writeArrayPropertyStart("evidence");
    for (Evidence evidence : inspection.kernel().evidence()) {
      json.writeStartObject();
      json.writeStringProperty("item", evidence.item());
      json.writeStringProperty("value", evidence.value());
      json.writeStringProperty("source", KernelHintOptions.source(evidence));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeSegments() {
    json.writeArrayPropertyStart("segments");
    for (KernelSegment segment : inspection.segments()) {
      json.writeStartObject();
      json.writeStringProperty("name", segment.name());
      json.writeStringProperty("start", Hex.of(segment.start()));
      json.writeStringProperty("end", Hex.of(segment.end()));
      json.writeNumberProperty("size", segment.size());
      json.writeStringProperty("permissions", segment.permissions());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeRegions() {
    json.writeArrayPropertyStart("tableRegions");
    for (ReservedTables region : inspection.regions()) {
      json.writeStartObject();
      json.writeStringProperty("name", region.name());
      json.writeStringProperty("address", Hex.of(region.address()));
      if (region.size().isPresent()) {
        json.writeNumberProperty("size", region.size().getAsLong());
      } else {
        json.writeNullProperty("size");
      }
      json.writeNumberProperty("need", region.need());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeTraits() {
    json.writeObjectPropertyStart("traits");
    for (Trait trait : Trait.values()) {
      json.writeBooleanProperty(trait.label(), inspection.kernel().traits().has(trait));
    }
    json.writeEndObject();
  }

  private void writeRelocations() {
    if (inspection.relocations().isEmpty()) {
      json.writeNullProperty("relocations");
      return;
    }
    RelocationCounts counts = inspection.relocations().get();
    json.writeObjectPropertyStart("relocations");
    json.writeObjectPropertyStart("rela");
    for (Map.Entry<Integer, Long> entry : counts.relaByType().entrySet()) {
      json.writeNumberProperty(entry.getKey().toString(), entry.getValue());
    }
    json.writeEndObject();
    json.writeNumberProperty("relrEntries", counts.relrEntries());
    json.writeNumberProperty("relrPlaces", counts.relrPlaces());
    json.writeEndObject();
  }

  private void writeSymbols() {
    json.writeObjectPropertyStart("symbols");
    for (Map.Entry<String, Long> symbol : inspection.kernel().symbols().addresses().entrySet()) {
      json.writeStringProperty(symbol.getKey(), Hex.of(symbol.getValue()));
    }
    json.writeEndObject();
  }
}

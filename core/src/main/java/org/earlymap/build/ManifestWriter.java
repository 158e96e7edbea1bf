// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.earlymap.Hex;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.boot.stage.BootSnapshot.Predicted;
import org.earlymap.table.TableRoot;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

/** Writes a manifest: addresses and registers as hexadecimal strings, the rest as numbers. */
public final class ManifestWriter {
  private ManifestWriter() {}

  /** The manifest as JSON text that ends with a line feed; the same on every machine. */
  public static String write(BuildManifest manifest) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(IndentedJson.context(), text)) {
      json.writeStartObject();
      json.writeStringProperty("schema", BuildManifest.SCHEMA);
      manifest.stage().ifPresent(stage -> json.writeStringProperty("stage", stage.label()));
      manifest.kernel().ifPresent(kernel -> writeKernel(json, kernel));
      manifest.plan().ifPresent(plan -> PlanJson.write(json, plan));
      writeBoot(json, manifest.boot());
      if (manifest.machine().isPresent()) {
        MachineJson.write(json, manifest.machine().get());
      }
      json.writeArrayPropertyStart("assumptions");
      for (String assumption : manifest.assumptions()) {
        json.writeString(assumption);
      }
      json.writeEndArray();
      writeRegisters(json, manifest);
      writeRoots(json, manifest);
      writeImages(json, manifest.images());
      writePredicted(json, manifest.predicted());
      if (manifest.engine().isPresent()) {
        json.writeObjectPropertyStart("engine");
        json.writeStringProperty("name", manifest.engine().get().name());
        json.writeStringProperty("reason", manifest.engine().get().reason());
        json.writeEndObject();
      }
      if (manifest.trace().isPresent()) {
        BuildManifest.Trace trace = manifest.trace().get();
        json.writeObjectPropertyStart("trace");
        json.writeStringProperty("file", trace.file());
        json.writeNumberProperty("size", trace.size());
        json.writeStringProperty("sha256", trace.sha256());
        json.writeEndObject();
      }
      PlanJson.write(json, manifest.emitted());
      if (!manifest.regions().isEmpty()) {
        LayoutWriter.writeRegions(json, manifest.regions());
      }
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void writeKernel(JsonGenerator json, BuildManifest.Kernel kernel) {
    json.writeObjectPropertyStart("kernel");
    json.writeStringProperty("file", kernel.file());
    json.writeStringProperty("sha256", kernel.sha256());
    json.writeStringProperty("release", kernel.release());
    json.writeObjectPropertyStart("traits");
    for (Map.Entry<String, Boolean> trait : kernel.traits().entrySet()) {
      json.writeBooleanProperty(trait.getKey(), trait.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeBoot(JsonGenerator json, BuildManifest.Boot boot) {
    json.writeObjectPropertyStart("boot");
    json.writeNumberProperty("granule", boot.granule().bytes());
    json.writeNumberProperty("vaBits", boot.vaBits());
    json.writeNumberProperty("vaBitsActual", boot.vaBitsActual());
    json.writeNumberProperty("paBits", boot.paBits());
    json.writeBooleanProperty("lpa2", boot.lpa2());
    json.writeBooleanProperty("bigEndian", boot.bigEndian());
    hex(json, "loadAddress", boot.loadAddress());
    hex(json, "kaslrOffset", boot.kaslrOffset());
    hex(json, "kimageVoffset", boot.kimageVoffset());
    if (boot.memstartAddr().isPresent()) {
      hex(json, "memstartAddr", boot.memstartAddr().getAsLong());
    } else {
      json.writeNullProperty("memstartAddr");
    }
    json.writeBooleanProperty("useNonGlobalMappings", boot.useNonGlobalMappings());
    json.writeEndObject();
  }

  private static void writeRegisters(JsonGenerator json, BuildManifest manifest) {
    TranslationRegisters registers = manifest.registers();
    json.writeObjectPropertyStart("registers");
    if (registers.kind() != RegimeKind.EL1) {
      PlanJson.writeRegisters(json, registers, manifest.roots());
      json.writeEndObject();
      return;
    }
    hex(json, "TCR_EL1", registers.tcr().value());
    hex(json, "MAIR_EL1", registers.mair().value());
    hex(json, "SCTLR_EL1", registers.sctlr().value());
    // Not set before the MMU is on: zero, as after a reset.
    hex(json, "TTBR0_EL1", registers.ttbr0().map(Ttbr::value).orElse(0L));
    hex(json, "TTBR1_EL1", registers.ttbr1().map(Ttbr::value).orElse(0L));
    if (registers.indirect().isPresent()) {
      IndirectPermissions indirect = registers.indirect().get();
      hex(json, "PIR_EL1", indirect.pir());
      hex(json, "PIRE0_EL1", indirect.pire0());
    }
    json.writeEndObject();
  }

  private static void writeRoots(JsonGenerator json, BuildManifest manifest) {
    json.writeArrayPropertyStart("roots");
    for (TableRoot root : manifest.roots()) {
      json.writeStartObject();
      json.writeStringProperty("name", root.name());
      hex(json, "physicalAddress", root.pa());
      json.writeStringProperty(
          "regime", manifest.registers().kind().shortBaseRegister(root.half()));
      json.writeNumberProperty("vaBits", root.regime().vaBits());
      json.writeStringProperty("format", root.regime().format().name());
      json.writeNumberProperty("rootLevel", root.regime().rootLevel());
      json.writeNumberProperty("entries", root.regime().rootEntries());
      if (root.regime().concatenation() > 0) {
        json.writeNumberProperty("concatenatedTables", 1 << root.regime().concatenation());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeImages(JsonGenerator json, List<BuildManifest.Image> images) {
    json.writeArrayPropertyStart("images");
    for (BuildManifest.Image image : images) {
      json.writeStartObject();
      json.writeStringProperty("name", image.name());
      json.writeStringProperty("file", image.file());
      hex(json, "physicalAddress", image.pa());
      json.writeNumberProperty("size", image.size());
      json.writeNumberProperty("tablePagesUsed", image.tablePagesUsed());
      json.writeStringProperty("sha256", image.sha256());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writePredicted(JsonGenerator json, List<Predicted> predicted) {
    json.writeArrayPropertyStart("predicted");
    for (Predicted range : predicted) {
      json.writeStartObject();
      json.writeStringProperty("name", range.name());
      hex(json, "start", range.start());
      hex(json, "end", range.end());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void hex(JsonGenerator json, String name, long value) {
    json.writeStringProperty(name, Hex.of(value));
  }
}

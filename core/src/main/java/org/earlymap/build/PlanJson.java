// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.earlymap.arch.Mair;
import org.earlymap.arch.OtherTcr;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.RegisterValue;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.emit.EmitForm;
import org.earlymap.table.TableRoot;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * The parts of a manifest that only plans have: other exception levels' registers, emitted files.
 */
final class PlanJson {
  private static final String SCTLR_EL2 = "SCTLR_EL2";

  private final JsonFields fields;

  PlanJson(JsonFields fields) {
    this.fields = fields;
  }

  static void write(JsonGenerator json, BuildManifest.Planned plan) {
    json.writeObjectPropertyStart("plan");
    json.writeStringProperty("file", plan.file());
    json.writeStringProperty("sha256", plan.sha256());
    plan.program().ifPresent(program -> json.writeStringProperty("program", program));
    plan.programSha256().ifPresent(hash -> json.writeStringProperty("programSha256", hash));
    json.writeEndObject();
  }

  static void write(JsonGenerator json, List<BuildManifest.Emitted> emitted) {
    if (emitted.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("emitted");
    for (BuildManifest.Emitted each : emitted) {
      json.writeStartObject();
      json.writeStringProperty("form", each.form());
      json.writeStringProperty("file", each.file());
      each.pa().ifPresent(pa -> ManifestWriter.hex(json, "physicalAddress", pa));
      json.writeStringProperty("sha256", each.sha256());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** By their own names; stage 2 has SCTLR_EL2 too, for the byte order of its tables. */
  static void writeRegisters(
      JsonGenerator json, TranslationRegisters registers, List<TableRoot> roots) {
    for (RegisterValue value : RegisterValue.of(registers, roots.get(0).regime())) {
      ManifestWriter.hex(json, value.name(), value.value());
    }
    if (registers.kind().isStage2()) {
      ManifestWriter.hex(json, SCTLR_EL2, registers.sctlr().value());
    }
  }

  BuildManifest.Planned plan(JsonNode json) {
    return new BuildManifest.Planned(
        fields.text(json, "file"),
        fields.text(json, "sha256"),
        json.has("program") ? Optional.of(fields.text(json, "program")) : Optional.empty(),
        json.has("programSha256")
            ? Optional.of(fields.text(json, "programSha256"))
            : Optional.empty());
  }

  List<BuildManifest.Emitted> emitted(JsonNode json) {
    List<BuildManifest.Emitted> emitted = new ArrayList<>();
    for (JsonNode each : json.path("emitted")) {
      String file = fields.text(each, "file");
      if (!EmitForm.isEmitted(file)) {
        throw fields.wrong("file", "'" + file + "'", "a file that is emitted");
      }
      emitted.add(
          new BuildManifest.Emitted(
              fields.text(each, "form"),
              file,
              each.has("physicalAddress")
                  ? OptionalLong.of(fields.hex(each, "physicalAddress"))
                  : OptionalLong.empty(),
              fields.text(each, "sha256")));
    }
    return emitted;
  }

  /** Whose registers they are, as their names say. */
  static RegimeKind kind(JsonNode registers) {
    for (RegimeKind kind : Set.of(RegimeKind.EL2, RegimeKind.EL3)) {
      if (registers.has(kind.controlRegister())) {
        return kind;
      }
    }
    return registers.has(RegimeKind.STAGE2.controlRegister()) ? RegimeKind.STAGE2 : RegimeKind.EL1;
  }

  TranslationRegisters registers(RegimeKind named, JsonNode json) {
    boolean stage2 = named.isStage2();
    boolean forced = stage2 && (fields.hex(json, "HCR_EL2") & RegisterValue.HCR_FWB) != 0;
    RegimeKind kind = forced ? RegimeKind.STAGE2_FWB : named;
    String level = kind.exceptionLevel();
    return new TranslationRegisters(
        OtherTcr.toEl1(kind, fields.hex(json, kind.controlRegister())),
        stage2 ? new Mair(0) : new Mair(fields.hex(json, "MAIR_" + level)),
        new Sctlr(fields.hex(json, "SCTLR_" + level)),
        Optional.of(new Ttbr(fields.hex(json, kind.baseRegister(VaHalf.LOWER)))),
        Optional.empty(),
        Optional.empty(),
        kind);
  }
}

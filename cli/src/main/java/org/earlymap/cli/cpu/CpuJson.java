// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.cpu;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdField;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.feature.EarlyDecision;
import org.earlymap.cpu.override.FeatureOverrides;
import org.earlymap.cpu.override.OverrideRegister;
import org.earlymap.cpu.override.OverrideValue;
import org.earlymap.cpu.override.OverrideVerdict;
import org.earlymap.version.Trait;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A CPU as JSON. */
final class CpuJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private CpuJson() {}

  static void print(CpuReport report, PrintWriter out) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("schema", "earlymap.cpu/1");
    describe(report.model(), root.putObject("cpu"));
    ObjectNode kernel = root.putObject("kernel");
    kernel.put("name", report.kernel());
    kernel.put("pageSize", report.context().granule().bytes());
    kernel.put("lpa2", report.context().lpa2Kernel());
    kernel.put("bootEl", report.context().bootEl());
    kernel.put("e2hStuck", report.context().e2hStuck());
    kernel.put("cmdline", report.commandLine());
    registers(report, root.putObject("registers"));
    root.set("overrides", overrides(report.overrides()));
    verdicts(report.overrides().verdicts(), root.putArray("tokens"));
    ArrayNode decisions = root.putArray("decisions");
    for (EarlyDecision decision : report.decisions()) {
      ObjectNode node = decisions.addObject();
      node.put("name", decision.name());
      node.put("answer", decision.answer());
      node.put("effect", decision.effect());
      node.put("reason", decision.reason());
    }
    out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root));
  }

  static void list(List<CpuModel> models, PrintWriter out) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("schema", "earlymap.cpus/1");
    ArrayNode array = root.putArray("cpus");
    for (CpuModel model : models) {
      describe(model, array.addObject());
    }
    out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root));
  }

  /** Register to value and mask, those registers that the kernel's parser knows. */
  static ObjectNode overrides(FeatureOverrides overrides) {
    ObjectNode node = MAPPER.createObjectNode();
    for (OverrideRegister register : OverrideRegister.values()) {
      boolean known =
          register != OverrideRegister.ID_AA64MMFR4
              || overrides.dialect().traits().has(Trait.OVERRIDE_NV_FRAC);
      if (known) {
        OverrideValue value = overrides.get(register);
        node.putArray(register.label()).add(hex(value.value())).add(hex(value.mask()));
      }
    }
    return node;
  }

  private static void describe(CpuModel model, ObjectNode node) {
    node.put("name", model.name());
    node.put("description", model.description());
    node.put("source", model.source());
    node.put("uncertain", model.uncertain());
    if (!model.others().isEmpty()) {
      ObjectNode others = node.putObject("otherRegisters");
      model.others().forEach((name, value) -> others.put(name, hex(value)));
    }
  }

  private static void registers(CpuReport report, ObjectNode node) {
    for (IdRegister register : IdRegister.values()) {
      if (!report.model().registers().has(register)) {
        continue;
      }
      ObjectNode one = node.putObject(register.name());
      one.put("value", hex(report.model().registers().get(register)));
      ObjectNode fields = one.putObject("fields");
      for (IdField field : report.fields().of(register)) {
        CpuReport.Seen seen = report.see(field);
        ObjectNode entry = fields.putObject(field.name());
        entry.put("bits", field.bits());
        entry.put("value", seen.raw());
        entry.put("title", field.title());
        entry.put("meaning", field.meaning(seen.raw()));
        if (seen.rejected()) {
          entry.put("overrideRejected", true);
        } else if (seen.after() != seen.raw()) {
          entry.put("overridden", seen.after());
          entry.put("overriddenMeaning", field.meaning(seen.after()));
        }
      }
    }
  }

  private static void verdicts(List<OverrideVerdict> verdicts, ArrayNode node) {
    for (OverrideVerdict verdict : verdicts) {
      ObjectNode entry = node.addObject();
      entry.put("token", verdict.token());
      entry.put("outcome", verdict.outcome().name().toLowerCase(Locale.ROOT));
      if (verdict.alias().isPresent()) {
        entry.put("alias", verdict.alias().get());
      }
      if (verdict.field().isPresent()) {
        entry.put("field", verdict.field().get().label());
      }
      if (!verdict.reason().isEmpty()) {
        entry.put("reason", verdict.reason());
      }
    }
  }

  /** Zero is a bare 0, as in the kernel's {@code %#llx}. */
  private static String hex(long value) {
    return value == 0 ? "0" : "0x" + Long.toHexString(value);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.tlbi;

import java.io.PrintWriter;
import java.util.OptionalInt;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.cli.text.JsonText;
import org.earlymap.tlb.AddressOperand;
import org.earlymap.tlb.RangeOperand;
import org.earlymap.tlb.TlbiInstruction;
import org.earlymap.tlb.TlbiOperation;
import org.earlymap.tlb.TlbiPlan;
import org.earlymap.tlb.TlbiRequest;
import tools.jackson.core.JsonGenerator;

/**
 * A plan as JSON, schema {@code earlymap.tlbi/1}: the range in the shape that a batch has, its
 * operations, and their fields.
 */
final class TlbiJson {
  private static final String SCHEMA = "earlymap.tlbi/1";

  private final JsonGenerator json;
  private final TlbiPlan plan;

  private TlbiJson(JsonGenerator json, TlbiPlan plan) {
    this.json = json;
    this.plan = plan;
  }

  static void print(TlbiPlan plan, PrintWriter out) {
    JsonText.print(out, json -> new TlbiJson(json, plan).write());
  }

  private void write() {
    TlbiRequest request = plan.request();
    json.writeStartObject();
    json.writeStringProperty("schema", SCHEMA);
    json.writeNumberProperty("page_shift", request.range().granule().shift());
    json.writeBooleanProperty("range", request.cpu().range());
    json.writeBooleanProperty("ttl", request.cpu().ttl());
    json.writeBooleanProperty("lpa2", request.cpu().lpa2());
    json.writeStringProperty("start", hex(request.range().start()));
    json.writeNumberProperty("pages", request.range().pages());
    json.writeStringProperty("stride", hex(request.range().stride()));
    json.writeNumberProperty("asid", request.asid());
    writeLevel("level", request.level());
    json.writeBooleanProperty("last_level", request.instruction().isLastLevel());
    json.writeArrayPropertyStart("operations");
    for (TlbiOperation operation : plan.operations()) {
      writeOperation(json, operation);
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("fields");
    plan.operations().forEach(this::writeFields);
    json.writeEndArray();
    if (plan.isFullFlush()) {
      json.writeStringProperty("everything", plan.reason());
    }
    json.writeArrayPropertyStart("missed");
    for (Range missed : plan.missed()) {
      json.writeStartObject();
      json.writeStringProperty("start", hex(missed.start()));
      json.writeStringProperty("end", hex(missed.end()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** An operation as a batch has it: the name, and the operand if there is one. */
  static void writeOperation(JsonGenerator json, TlbiOperation operation) {
    json.writeStartArray();
    json.writeString(operation.instruction().mnemonic());
    if (operation.instruction().operand() != TlbiInstruction.Operand.NONE) {
      json.writeString(hex(operation.operand()));
    }
    json.writeEndArray();
  }

  private void writeFields(TlbiOperation operation) {
    Granule granule = plan.request().range().granule();
    boolean lpa2 = plan.request().cpu().lpa2();
    json.writeStartObject();
    switch (operation.instruction().operand()) {
      case ADDRESS -> {
        AddressOperand fields = AddressOperand.decode(operation.operand());
        boolean stage2 = operation.instruction().isStage2();
        json.writeNumberProperty("asid", fields.asid());
        json.writeNumberProperty("ttl", fields.ttl());
        writeLevel("level", fields.level());
        json.writeStringProperty("address", hex(stage2 ? fields.ipa() : fields.va()));
      }
      case RANGE -> {
        RangeOperand fields = RangeOperand.decode(operation.operand());
        json.writeNumberProperty("asid", fields.asid());
        json.writeNumberProperty("tg", fields.tg());
        json.writeNumberProperty("scale", fields.scale());
        json.writeNumberProperty("num", fields.num());
        json.writeNumberProperty("ttl", fields.ttl());
        json.writeStringProperty("baddr", hex(fields.baddr()));
        json.writeStringProperty(
            "address", hex(operation.covers(granule, granule.bytes(), lpa2).start()));
        json.writeNumberProperty("pages", fields.pages());
        json.writeBooleanProperty("unpredictable", fields.isMisalignedForTtl(granule, lpa2));
      }
      case ASID ->
          json.writeNumberProperty("asid", AddressOperand.decode(operation.operand()).asid());
      case NONE -> {}
    }
    json.writeEndObject();
  }

  private void writeLevel(String name, OptionalInt level) {
    if (level.isPresent()) {
      json.writeNumberProperty(name, level.getAsInt());
    } else {
      json.writeNullProperty(name);
    }
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}

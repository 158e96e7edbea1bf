// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.machine.Reservation;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** The member {@code machine} of a manifest. */
final class MachineJson {
  private final ManifestReader reader;

  MachineJson(ManifestReader reader) {
    this.reader = reader;
  }

  static void write(JsonGenerator json, BuildManifest.Given machine) {
    json.writeObjectPropertyStart("machine");
    json.writeStringProperty("cpu", machine.cpu());
    json.writeNumberProperty("bootEl", machine.bootEl());
    writeRanges(json, "memory", machine.memory());
    json.writeArrayPropertyStart("reservations");
    for (Reservation reservation : machine.reservations()) {
      json.writeStartObject();
      if (reservation instanceof Reservation.Fixed fixed) {
        writeEnds(json, fixed.range());
      } else if (reservation instanceof Reservation.BySize wanted) {
        ManifestWriter.hex(json, "size", wanted.size());
        ManifestWriter.hex(json, "alignment", wanted.alignment());
        writeRanges(json, "within", wanted.ranges());
        json.writeBooleanProperty("reusable", wanted.reusable());
      }
      json.writeBooleanProperty("noMap", reservation.noMap());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (machine.initrd().isPresent()) {
      json.writeObjectPropertyStart("initrd");
      writeEnds(json, machine.initrd().get());
      json.writeEndObject();
    } else {
      json.writeNullProperty("initrd");
    }
    ManifestWriter.hex(json, "fdtAddress", machine.fdtAddress());
    json.writeNumberProperty("fdtSize", machine.fdtSize());
    json.writeStringProperty("commandLine", machine.commandLine());
    if (machine.kaslrSeed().isPresent()) {
      ManifestWriter.hex(json, "kaslrSeed", machine.kaslrSeed().getAsLong());
    } else {
      json.writeNullProperty("kaslrSeed");
    }
    json.writeEndObject();
  }

  private static void writeRanges(JsonGenerator json, String name, List<Range> ranges) {
    json.writeArrayPropertyStart(name);
    for (Range range : ranges) {
      json.writeStartObject();
      writeEnds(json, range);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeEnds(JsonGenerator json, Range range) {
    ManifestWriter.hex(json, "start", range.start());
    ManifestWriter.hex(json, "end", range.end());
  }

  BuildManifest.Given read(JsonNode json) {
    List<Reservation> reservations = new ArrayList<>();
    for (JsonNode each : reader.child(json, "reservations")) {
      boolean noMap = reader.child(each, "noMap").asBoolean();
      reservations.add(
          each.has("start")
              ? new Reservation.Fixed(range(each), noMap)
              : new Reservation.BySize(
                  reader.hex(each, "size"),
                  reader.hex(each, "alignment"),
                  ranges(each, "within"),
                  reader.child(each, "reusable").asBoolean(),
                  noMap));
    }
    JsonNode initrd = json.path("initrd");
    return new BuildManifest.Given(
        reader.text(json, "cpu"),
        ranges(json, "memory"),
        reservations,
        initrd.isObject() ? Optional.of(range(initrd)) : Optional.empty(),
        reader.hex(json, "fdtAddress"),
        reader.child(json, "fdtSize").asLong(),
        reader.text(json, "commandLine"),
        json.path("kaslrSeed").isString()
            ? OptionalLong.of(reader.hex(json, "kaslrSeed"))
            : OptionalLong.empty(),
        reader.child(json, "bootEl").asInt());
  }

  private List<Range> ranges(JsonNode json, String name) {
    List<Range> ranges = new ArrayList<>();
    for (JsonNode each : reader.child(json, name)) {
      ranges.add(range(each));
    }
    return ranges;
  }

  private Range range(JsonNode json) {
    return new Range(reader.hex(json, "start"), reader.hex(json, "end"));
  }
}

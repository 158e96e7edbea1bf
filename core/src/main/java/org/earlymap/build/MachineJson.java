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
  private final JsonFields fields;

  MachineJson(JsonFields fields) {
    this.fields = fields;
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
    for (JsonNode each : fields.array(json, "reservations")) {
      boolean noMap = fields.flag(each, "noMap");
      reservations.add(
          each.has("start")
              ? new Reservation.Fixed(fields.range(each), noMap)
              : new Reservation.BySize(
                  fields.hex(each, "size"),
                  fields.hex(each, "alignment"),
                  ranges(each, "within"),
                  fields.flag(each, "reusable"),
                  noMap));
    }
    JsonNode initrd = json.path("initrd");
    JsonNode seed = json.path("kaslrSeed");
    return new BuildManifest.Given(
        fields.text(json, "cpu"),
        ranges(json, "memory"),
        reservations,
        initrd.isMissingNode() || initrd.isNull()
            ? Optional.empty()
            : Optional.of(fields.range(initrd)),
        fields.hex(json, "fdtAddress"),
        fields.number(json, "fdtSize", 0, Long.MAX_VALUE),
        fields.text(json, "commandLine"),
        seed.isMissingNode() || seed.isNull()
            ? OptionalLong.empty()
            : OptionalLong.of(fields.hex(json, "kaslrSeed")),
        (int) fields.number(json, "bootEl", 1, 2));
  }

  private List<Range> ranges(JsonNode json, String name) {
    List<Range> ranges = new ArrayList<>();
    for (JsonNode each : fields.array(json, name)) {
      ranges.add(fields.range(each));
    }
    return ranges;
  }
}

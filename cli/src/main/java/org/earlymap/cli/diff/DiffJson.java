// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.diff;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.build.BuildDiff;
import org.earlymap.cli.layout.LayoutJson;
import org.earlymap.compare.ConstantChange;
import org.earlymap.compare.DescriptorChange;
import org.earlymap.compare.LayoutDiff;
import org.earlymap.compare.MappingChange;
import org.earlymap.compare.NamedLayout;
import org.earlymap.compare.RangeMapping;
import org.earlymap.compare.RegionChange;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.LayoutConstants;
import tools.jackson.core.JsonGenerator;

/** Differences as JSON, schema {@code earlymap.diff/1}. */
final class DiffJson {
  private static final String SCHEMA = "earlymap.diff/1";

  private final JsonGenerator json;

  private DiffJson(JsonGenerator json) {
    this.json = json;
  }

  static void print(NamedLayout before, NamedLayout after, LayoutDiff diff, PrintWriter out) {
    try (JsonGenerator json = LayoutJson.generator(out)) {
      DiffJson writer = new DiffJson(json);
      writer.start(before.title(), after.title(), diff.isEmpty());
      json.writeArrayPropertyStart("regions");
      diff.regions().forEach(writer::writeRegion);
      json.writeEndArray();
      json.writeArrayPropertyStart("constants");
      diff.constants().forEach(writer::writeConstant);
      json.writeEndArray();
      json.writeEndObject();
    }
    out.print('\n');
  }

  static void print(String before, String after, BuildDiff diff, PrintWriter out) {
    try (JsonGenerator json = LayoutJson.generator(out)) {
      DiffJson writer = new DiffJson(json);
      writer.start(before, after, diff.isEmpty());
      writer.writeNames("onlyBefore", diff.onlyBefore());
      writer.writeNames("onlyAfter", diff.onlyAfter());
      json.writeArrayPropertyStart("mappings");
      for (Map.Entry<String, List<MappingChange>> root : diff.roots().entrySet()) {
        root.getValue().forEach(change -> writer.writeMapping(root.getKey(), change));
      }
      json.writeEndArray();
      json.writeNumberProperty("changedDescriptors", diff.changedDescriptors());
      diff.descriptors().ifPresent(writer::writeDescriptors);
      json.writeEndObject();
    }
    out.print('\n');
  }

  private void start(String before, String after, boolean same) {
    json.writeStartObject();
    json.writeStringProperty("schema", SCHEMA);
    json.writeStringProperty("before", before);
    json.writeStringProperty("after", after);
    json.writeBooleanProperty("same", same);
  }

  private void writeRegion(RegionChange change) {
    json.writeStartObject();
    json.writeStringProperty("name", change.region().name());
    json.writeStringProperty("change", change.kind().label());
    writeSide("before", change.before());
    writeSide("after", change.after());
    json.writeEndObject();
  }

  private void writeSide(String name, Optional<AddressRegion> region) {
    if (region.isEmpty()) {
      json.writeNullProperty(name);
      return;
    }
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("start", address(region.get().start()));
    json.writeStringProperty("end", address(region.get().end()));
    json.writeNumberProperty("size", region.get().size());
    json.writeStringProperty("note", region.get().note());
    json.writeEndObject();
  }

  private void writeConstant(ConstantChange change) {
    json.writeStartObject();
    json.writeStringProperty("name", change.name());
    writeConstant("before", change.before());
    writeConstant("after", change.after());
    json.writeEndObject();
  }

  private void writeConstant(String name, OptionalLong value) {
    if (value.isEmpty()) {
      json.writeNullProperty(name);
    } else if (LayoutConstants.isHexadecimal(value.getAsLong())) {
      json.writeStringProperty(name, "0x" + Long.toHexString(value.getAsLong()));
    } else {
      json.writeNumberProperty(name, value.getAsLong());
    }
  }

  private void writeNames(String name, List<String> names) {
    json.writeArrayPropertyStart(name);
    names.forEach(json::writeString);
    json.writeEndArray();
  }

  private void writeMapping(String root, MappingChange change) {
    json.writeStartObject();
    json.writeStringProperty("root", root);
    json.writeStringProperty("start", address(change.va()));
    json.writeStringProperty("end", address(change.endVa()));
    json.writeNumberProperty("size", change.size());
    json.writeArrayPropertyStart("differs");
    for (RangeMapping.Aspect aspect : change.aspects()) {
      json.writeString(aspect.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    json.writeEndArray();
    writeMapped("before", change.before(), change.va());
    writeMapped("after", change.after(), change.va());
    json.writeEndObject();
  }

  private void writeMapped(String name, Optional<RangeMapping> mapped, long va) {
    if (mapped.isEmpty()) {
      json.writeNullProperty(name);
      return;
    }
    RangeMapping how = mapped.get();
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("physicalAddress", address(how.pa(va)));
    json.writeBooleanProperty("repeated", how.repeated());
    json.writeNumberProperty("level", how.level());
    json.writeBooleanProperty("contiguous", how.contiguous());
    json.writeStringProperty("rights", how.describeRights());
    json.writeStringProperty("memoryType", how.memoryType().describe());
    json.writeNumberProperty("attributeIndex", how.attributeIndex());
    json.writeBooleanProperty("nonGlobal", how.nonGlobal());
    json.writeBooleanProperty("guarded", how.guarded());
    json.writeEndObject();
  }

  private void writeDescriptors(List<DescriptorChange> changes) {
    json.writeArrayPropertyStart("descriptors");
    for (DescriptorChange change : changes) {
      json.writeStartObject();
      json.writeStringProperty("physicalAddress", address(change.pa()));
      writeDescriptor("before", change.before());
      writeDescriptor("after", change.after());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeDescriptor(String name, OptionalLong value) {
    if (value.isEmpty()) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, address(value.getAsLong()));
    }
  }

  private static String address(long value) {
    return Hex.of(value);
  }
}

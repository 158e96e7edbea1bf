// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.Hex;
import org.earlymap.arch.Rights;
import org.earlymap.boot.space.AddressSpace;
import org.earlymap.config.KernelConfig;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.KvmLimits;
import org.earlymap.layout.LayoutConstants;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.layout.StaticTables;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.Trait;
import tools.jackson.core.JsonGenerator;

/**
 * Writes an address space as JSON, schema {@code earlymap.layout/1}. Addresses are hexadecimal
 * strings of 16 digits; {@code constants} are numbers below 4096 and hexadecimal strings above.
 */
public final class LayoutWriter {
  /** The value of {@code schema}. */
  public static final String SCHEMA = "earlymap.layout/1";

  private final JsonGenerator json;
  private final AddressSpace space;

  private LayoutWriter(JsonGenerator json, AddressSpace space) {
    this.json = json;
    this.space = space;
  }

  /**
   * Writes one JSON object.
   *
   * @param title what it is the layout of
   */
  public static void write(JsonGenerator json, String title, AddressSpace space) {
    json.writeStartObject();
    json.writeStringProperty("schema", SCHEMA);
    json.writeStringProperty("title", title);
    writeProperties(json, space);
    json.writeEndObject();
  }

  /** Writes the properties of a layout into an object that has been started. */
  public static void writeProperties(JsonGenerator json, AddressSpace space) {
    LayoutWriter writer = new LayoutWriter(json, space);
    writer.writeKernel();
    writeRegions(json, space.regions());
    writer.writeConstants();
    writer.writePlacement();
    writer.writeStaticTables();
    space.kvm().ifPresent(writer::writeKvm);
  }

  private void writeKernel() {
    VaLayout layout = space.layout();
    KernelConfig config = layout.config();
    json.writeObjectPropertyStart("kernel");
    json.writeNumberProperty("granule", config.granule().bytes());
    json.writeNumberProperty("vaBits", config.vaBits());
    json.writeNumberProperty("vaBitsActual", layout.vaBitsActual());
    json.writeNumberProperty("paBits", config.paBits());
    json.writeStringProperty("kasan", config.kasan().name());
    json.writeNumberProperty("structPageSize", layout.structPageSize());
    json.writeArrayPropertyStart("traits");
    for (Trait trait : layout.traits().on()) {
      json.writeString(trait.label());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Writes the property {@code regions} into an object that has been started. */
  static void writeRegions(JsonGenerator json, List<AddressRegion> regions) {
    json.writeArrayPropertyStart("regions");
    for (AddressRegion region : regions) {
      json.writeStartObject();
      json.writeStringProperty("name", region.name());
      json.writeStringProperty("kind", region.kind().title());
      json.writeNumberProperty("depth", region.depth());
      json.writeStringProperty("start", Hex.of(region.start()));
      json.writeStringProperty("end", Hex.of(region.end()));
      json.writeNumberProperty("size", region.size());
      json.writeStringProperty("note", region.note());
      if (region.rights().isPresent()) {
        json.writeStringProperty("rights", Rights.privileged(region.rights().getAsInt()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeConstants() {
    json.writeObjectPropertyStart("constants");
    for (Map.Entry<String, Long> constant : LayoutConstants.of(space.layout()).entrySet()) {
      long value = constant.getValue();
      if (LayoutConstants.isHexadecimal(value)) {
        json.writeStringProperty(constant.getKey(), "0x" + Long.toHexString(value));
      } else {
        json.writeNumberProperty(constant.getKey(), value);
      }
    }
    json.writeEndObject();
  }

  private void writePlacement() {
    address("kaslrOffset", space.kaslr().offset());
    Optional<LinearMapPlacement> linearMap = space.linearMap();
    if (linearMap.isEmpty()) {
      json.writeNullProperty("memory");
      return;
    }
    json.writeObjectPropertyStart("memory");
    address("memstartAddr", linearMap.get().memstartAddr());
    address("memstartAddrWithoutSeed", linearMap.get().unrandomisedMemstartAddr());
    json.writeArrayPropertyStart("dropped");
    for (LinearMapPlacement.Dropped dropped : linearMap.get().dropped()) {
      json.writeStartObject();
      address("start", dropped.range().start());
      address("end", dropped.range().end());
      json.writeStringProperty("reason", dropped.reason().description());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeStaticTables() {
    StaticTables tables = space.staticTables();
    json.writeObjectPropertyStart("staticTables");
    address("end", space.linkedEnd());
    json.writeBooleanProperty("endAssumed", space.image().assumed());
    json.writeNumberProperty("INIT_DIR_SIZE", tables.initDirSize(space.linkedEnd()));
    json.writeNumberProperty("INIT_IDMAP_DIR_SIZE", tables.initIdmapSize(space.linkedEnd()));
    json.writeNumberProperty("INIT_IDMAP_FDT_SIZE", tables.fdtPoolSize());
    json.writeEndObject();
  }

  private void writeKvm(KvmLimits limits) {
    json.writeObjectPropertyStart("kvm");
    json.writeNumberProperty("hypVaBits", limits.hypVaBits());
    json.writeNumberProperty("hostStage2Bits", limits.hostStage2Bits());
    json.writeEndObject();
  }

  private void address(String name, long value) {
    json.writeStringProperty(name, Hex.of(value));
  }
}

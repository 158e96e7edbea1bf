// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableVisitor;
import tools.jackson.core.JsonGenerator;

/**
 * How much a kernel's tables take at a stage of its boot, and what they hold.
 *
 * @param images the pieces of memory that hold tables
 * @param leaves what each root reaches, by the root's name
 */
record TableCounts(List<TableImage> images, Map<String, Leaves> leaves) {
  /** What one root reaches. */
  static final class Leaves implements TableVisitor {
    private final Granule granule;
    private long pages;
    private long blocks;
    private long contiguousRuns;

    Leaves(Granule granule) {
      this.granule = granule;
    }

    @Override
    public void leaves(
        long va, int level, long pa, long step, long count, long descriptor, int hierarchical) {
      if (level == 3) {
        pages += count;
      } else {
        blocks += count;
      }
      if ((descriptor & Descriptor.CONTIGUOUS) != 0) {
        contiguousRuns += count / granule.contiguousEntries(level);
      }
    }

    private void write(JsonGenerator json) {
      json.writeNumberProperty("pages", pages);
      json.writeNumberProperty("blocks", blocks);
      json.writeNumberProperty("contiguousRuns", contiguousRuns);
    }
  }

  /** Boots {@code kernel} on {@code machine} to {@code stage} and counts. */
  static TableCounts of(KernelBuild kernel, Machine machine, Stage stage) {
    BootSequence boot = new BootSequence(BootEnvironment.resolve(kernel, machine));
    try (BootSnapshot snapshot = boot.run(stage)) {
      return of(snapshot);
    }
  }

  /** Counts what is there. */
  static TableCounts of(BootSnapshot snapshot) {
    Map<String, Leaves> leaves = new LinkedHashMap<>();
    for (TableRoot root : snapshot.roots()) {
      Leaves counted = new Leaves(root.regime().granule());
      snapshot.walker(root).walk(counted);
      leaves.put(root.name(), counted);
    }
    return new TableCounts(snapshot.images(), leaves);
  }

  /** Writes both as properties of an object. */
  void write(JsonGenerator json) {
    json.writeArrayPropertyStart("tables");
    for (TableImage image : images) {
      json.writeStartObject();
      json.writeStringProperty("name", image.name());
      json.writeNumberProperty("size", image.size());
      json.writeNumberProperty("tablePagesUsed", image.tablePagesUsed());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectPropertyStart("leaves");
    for (Map.Entry<String, Leaves> root : leaves.entrySet()) {
      json.writeObjectPropertyStart(root.getKey());
      root.getValue().write(json);
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}

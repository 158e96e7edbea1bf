// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import com.google.common.hash.Funnels;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.build.BuildWriter;
import org.earlymap.build.ManifestOfBoot;
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
 * @param sha256 of all images, of each its address and size as 8 bytes (the most significant last)
 *     and its bytes
 */
record TableCounts(List<TableImage> images, Map<String, Leaves> leaves, String sha256) {
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

  /**
   * Boots {@code kernel} on {@code machine} to {@code stage} and counts.
   *
   * @param folder where the build goes, if it is to be kept
   */
  static TableCounts of(KernelBuild kernel, Machine machine, Stage stage, Optional<Path> folder)
      throws IOException {
    BootEnvironment environment = BootEnvironment.resolve(kernel, machine);
    try (BootSnapshot snapshot = new BootSequence(environment).run(stage)) {
      if (folder.isPresent()) {
        ManifestOfBoot manifest = new ManifestOfBoot(environment, List.of());
        try (BuildWriter writer = BuildWriter.into(folder.get())) {
          writer.write(snapshot, images -> manifest.describe(snapshot, images));
        }
      }
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
    Hasher hasher = Hashing.sha256().newHasher();
    try (OutputStream hashed = Funnels.asOutputStream(hasher)) {
      for (TableImage image : snapshot.images()) {
        hasher.putLong(image.pa()).putLong(image.size());
        snapshot.memory().writeTo(hashed, image.pa(), image.size());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TableCounts(snapshot.images(), leaves, hasher.hash().toString());
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
    json.writeStringProperty("tablesSha256", sha256);
    json.writeObjectPropertyStart("leaves");
    for (Map.Entry<String, Leaves> root : leaves.entrySet()) {
      json.writeObjectPropertyStart(root.getKey());
      root.getValue().write(json);
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}

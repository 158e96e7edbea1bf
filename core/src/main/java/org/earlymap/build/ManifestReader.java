// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot.Predicted;
import org.earlymap.table.TableRoot;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a {@code manifest.json}, trusting nothing in it. */
public final class ManifestReader {
  /** No manifest comes near this. */
  private static final long GREATEST_SIZE = 64L << 20;

  private final String file;

  private ManifestReader(String file) {
    this.file = file;
  }

  /**
   * Reads the manifest {@code path}.
   *
   * @throws ManifestException where it is not one
   */
  public static BuildManifest read(Path path) throws IOException {
    long size = Files.size(path);
    if (size > GREATEST_SIZE) {
      throw new ManifestException(path + ": a manifest of " + size + " bytes is not believable");
    }
    return parse(path.toString(), Files.readString(path));
  }

  /**
   * Reads a manifest's text.
   *
   * @param file the name for messages
   */
  public static BuildManifest parse(String file, String text) {
    ManifestReader reader = new ManifestReader(file);
    try {
      return reader.manifest(new JsonMapper().readTree(text));
    } catch (JacksonException e) {
      throw new ManifestException(
          file
              + ": not a manifest: "
              + e.getOriginalMessage()
              + (e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr()),
          e);
    } catch (IllegalArgumentException e) {
      throw new ManifestException(file + ": not a manifest: " + e.getMessage(), e);
    }
  }

  private BuildManifest manifest(JsonNode json) {
    String schema = text(json, "schema");
    if (!schema.equals(BuildManifest.SCHEMA)) {
      throw new ManifestException(
          file + ": schema is '" + schema + "', expected '" + BuildManifest.SCHEMA + "'");
    }
    BuildManifest.Boot boot = boot(child(json, "boot"));
    List<TableRoot> roots = new ArrayList<>();
    for (JsonNode root : child(json, "roots")) {
      roots.add(root(root, boot.granule()));
    }
    List<BuildManifest.Image> images = new ArrayList<>();
    for (JsonNode image : child(json, "images")) {
      images.add(image(image));
    }
    List<Predicted> predicted = new ArrayList<>();
    for (JsonNode range : json.path("predicted")) {
      predicted.add(new Predicted(text(range, "name"), hex(range, "start"), hex(range, "end")));
    }
    List<String> assumptions = new ArrayList<>();
    for (JsonNode assumption : json.path("assumptions")) {
      assumptions.add(assumption.asString());
    }
    String stage = text(json, "stage");
    return new BuildManifest(
        Stage.named(stage)
            .orElseThrow(() -> new ManifestException(file + ": unknown stage '" + stage + "'")),
        kernel(child(json, "kernel")),
        boot,
        assumptions,
        registers(child(json, "registers")),
        roots,
        images,
        json.has("machine")
            ? Optional.of(new MachineJson(this).read(json.path("machine")))
            : Optional.empty(),
        predicted);
  }

  private BuildManifest.Kernel kernel(JsonNode json) {
    Map<String, Boolean> traits = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> trait : child(json, "traits").properties()) {
      traits.put(trait.getKey(), trait.getValue().asBoolean());
    }
    return new BuildManifest.Kernel(
        text(json, "file"), text(json, "sha256"), text(json, "release"), traits);
  }

  private BuildManifest.Boot boot(JsonNode json) {
    JsonNode memstart = json.path("memstartAddr");
    return new BuildManifest.Boot(
        Granule.ofBytes(child(json, "granule").asLong()),
        child(json, "vaBits").asInt(),
        child(json, "vaBitsActual").asInt(),
        child(json, "paBits").asInt(),
        child(json, "lpa2").asBoolean(),
        json.path("bigEndian").asBoolean(false),
        hex(json, "loadAddress"),
        hex(json, "kaslrOffset"),
        hex(json, "kimageVoffset"),
        memstart.isString() ? OptionalLong.of(hex(json, "memstartAddr")) : OptionalLong.empty(),
        child(json, "useNonGlobalMappings").asBoolean());
  }

  /** The table bases are not set before the MMU is on. PIR_EL1 is there with FEAT_S1PIE only. */
  private TranslationRegisters registers(JsonNode json) {
    Sctlr sctlr = new Sctlr(hex(json, "SCTLR_EL1"));
    Ttbr ttbr0 = new Ttbr(hex(json, "TTBR0_EL1"));
    Ttbr ttbr1 = new Ttbr(hex(json, "TTBR1_EL1"));
    boolean indirect = json.has("PIR_EL1") || json.has("PIRE0_EL1");
    return new TranslationRegisters(
        new Tcr(hex(json, "TCR_EL1")),
        new Mair(hex(json, "MAIR_EL1")),
        sctlr,
        sctlr.mmuEnabled() ? Optional.of(ttbr0) : Optional.empty(),
        sctlr.mmuEnabled() ? Optional.of(ttbr1) : Optional.empty(),
        indirect
            ? Optional.of(new IndirectPermissions(hex(json, "PIR_EL1"), hex(json, "PIRE0_EL1")))
            : Optional.empty());
  }

  private TableRoot root(JsonNode json, Granule granule) {
    return new TableRoot(
        text(json, "name"),
        hex(json, "physicalAddress"),
        half(text(json, "regime")),
        new TranslationRegime(
            granule,
            child(json, "vaBits").asInt(),
            DescriptorFormat.valueOf(text(json, "format"))));
  }

  private VaHalf half(String register) {
    for (VaHalf half : VaHalf.values()) {
      if (half.register().equals(register)) {
        return half;
      }
    }
    throw new ManifestException(file + ": regime is '" + register + "', expected TTBR0 or TTBR1");
  }

  private BuildManifest.Image image(JsonNode json) {
    String name = text(json, "file");
    if (name.contains("/") || name.contains("\\") || name.startsWith(".")) {
      throw new ManifestException(file + ": image file '" + name + "' is not a plain name");
    }
    long size = child(json, "size").asLong();
    if (size < 0) {
      throw new ManifestException(file + ": image '" + name + "' has the size " + size);
    }
    return new BuildManifest.Image(
        text(json, "name"),
        name,
        hex(json, "physicalAddress"),
        size,
        child(json, "tablePagesUsed").asInt(),
        text(json, "sha256"));
  }

  JsonNode child(JsonNode json, String name) {
    JsonNode child = json.path(name);
    if (child.isMissingNode()) {
      throw new ManifestException(file + ": not a manifest: '" + name + "' is missing");
    }
    return child;
  }

  String text(JsonNode json, String name) {
    JsonNode child = child(json, name);
    if (!child.isString()) {
      throw new ManifestException(file + ": '" + name + "' is not a string");
    }
    return child.asString();
  }

  long hex(JsonNode json, String name) {
    String text = text(json, name);
    try {
      if (text.startsWith("0x")) {
        return Long.parseUnsignedLong(text, 2, text.length(), 16);
      }
    } catch (NumberFormatException e) {
      throw new ManifestException(file + ": '" + name + "' is '" + text + "', not 0x…", e);
    }
    throw new ManifestException(file + ": '" + name + "' is '" + text + "', expected 0x…");
  }
}

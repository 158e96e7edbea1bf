// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.earlymap.Range;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Mair;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot.Predicted;
import org.earlymap.format.JsonFault;
import org.earlymap.format.WholeFile;
import org.earlymap.layout.AddressRegion;
import org.earlymap.table.TableRoot;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a {@code manifest.json}, trusting nothing in it. */
public final class ManifestReader {
  /** No manifest comes near this. */
  private static final int GREATEST_SIZE = 64 << 20;

  /** A 52-bit address space on 4K pages ends here; nothing has more tables than memory. */
  private static final long GREATEST_IMAGE = 1L << 52;

  private static final int LEAST_VA_BITS = 36;
  private static final int LEAST_PLAN_VA_BITS = 25;
  private static final int LEAST_PLAN_PA_BITS = 32;
  private static final int GREATEST_BITS = 52;
  private static final int LEAST_PA_BITS = 48;
  private static final int MOST_CONCATENATED = 1 << TranslationRegime.MOST_CONCATENATION;

  private final String file;
  private final JsonFields fields;

  private ManifestReader(String file) {
    this.file = file;
    this.fields = new JsonFields(file);
  }

  /**
   * Reads the manifest {@code path}.
   *
   * @throws ManifestException where it is not one
   */
  public static BuildManifest read(Path path) throws IOException {
    return parse(path.toString(), WholeFile.text(path, GREATEST_SIZE, "a manifest"));
  }

  /**
   * Reads a manifest's text.
   *
   * @param file the name for messages
   */
  public static BuildManifest parse(String file, String text) {
    ManifestReader reader = new ManifestReader(file);
    try {
      JsonMapper mapper =
          JsonMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .build();
      return reader.manifest(mapper.readTree(text));
    } catch (JacksonException e) {
      throw new ManifestException(file + ": not a manifest: " + JsonFault.of(e), e);
    } catch (IllegalArgumentException e) {
      throw new ManifestException(file + ": not a manifest: " + e.getMessage(), e);
    }
  }

  private BuildManifest manifest(JsonNode json) {
    String schema = fields.text(json, "schema");
    if (!schema.equals(BuildManifest.SCHEMA)) {
      throw new ManifestException(
          file + ": schema is '" + schema + "', expected '" + BuildManifest.SCHEMA + "'");
    }
    boolean planned = json.has("plan");
    BuildManifest.Boot boot = boot(fields.object(json, "boot"), planned);
    TranslationRegisters registers = registers(fields.object(json, "registers"));
    PlanJson plans = new PlanJson(fields);
    if (boot.bigEndian() != registers.sctlr().bigEndian()) {
      throw fields.wrong("bigEndian", boot.bigEndian(), "what SCTLR_EL1.EE says");
    }
    return new BuildManifest(
        planned ? Optional.empty() : Optional.of(stage(json)),
        planned ? Optional.empty() : Optional.of(kernel(fields.object(json, "kernel"))),
        boot,
        assumptions(json),
        registers,
        roots(json, boot.granule(), registers.kind()),
        images(json, boot.granule()),
        json.has("machine")
            ? Optional.of(new MachineJson(fields).read(fields.object(json, "machine")))
            : Optional.empty(),
        predicted(json),
        json.has("engine") ? Optional.of(engine(fields.object(json, "engine"))) : Optional.empty(),
        json.has("trace") ? Optional.of(trace(fields.object(json, "trace"))) : Optional.empty(),
        planned ? Optional.of(plans.plan(fields.object(json, "plan"))) : Optional.empty(),
        plans.emitted(json),
        regions(json));
  }

  private List<AddressRegion> regions(JsonNode json) {
    if (!json.has("regions")) {
      return List.of();
    }
    try {
      return LayoutReader.regions(file, fields.array(json, "regions"));
    } catch (LayoutFileException e) {
      throw new ManifestException(String.valueOf(e.getMessage()), e);
    }
  }

  private Stage stage(JsonNode json) {
    String stage = fields.text(json, "stage");
    return Stage.named(stage)
        .orElseThrow(() -> new ManifestException(file + ": unknown stage '" + stage + "'"));
  }

  private BuildManifest.Engine engine(JsonNode json) {
    String name = fields.text(json, "name");
    if (!name.equals(BuildManifest.Engine.KERNEL) && !name.equals(BuildManifest.Engine.MODEL)) {
      throw new ManifestException(file + ": unknown engine '" + name + "'");
    }
    return new BuildManifest.Engine(name, fields.text(json, "reason"));
  }

  private BuildManifest.Trace trace(JsonNode json) {
    return new BuildManifest.Trace(
        plainName(json),
        fields.number(json, "size", 0, GREATEST_IMAGE),
        fields.text(json, "sha256"));
  }

  /** The name of a file that lies beside the manifest. */
  private String plainName(JsonNode json) {
    String name = fields.text(json, "file");
    boolean plain = name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    if (!plain || name.isEmpty() || name.startsWith(".")) {
      throw new ManifestException(file + ": image file '" + name + "' is not a plain name");
    }
    return name;
  }

  private List<String> assumptions(JsonNode json) {
    List<String> assumptions = new ArrayList<>();
    for (JsonNode assumption : json.path("assumptions")) {
      if (!assumption.isString()) {
        throw fields.wrong("assumptions", assumption, "sentences");
      }
      assumptions.add(assumption.asString());
    }
    return assumptions;
  }

  private List<Predicted> predicted(JsonNode json) {
    List<Predicted> predicted = new ArrayList<>();
    for (JsonNode each : json.path("predicted")) {
      Range range = fields.range(each);
      predicted.add(new Predicted(fields.text(each, "name"), range.start(), range.end()));
    }
    return predicted;
  }

  private BuildManifest.Kernel kernel(JsonNode json) {
    Map<String, Boolean> traits = new LinkedHashMap<>();
    JsonNode node = fields.object(json, "traits");
    for (Map.Entry<String, JsonNode> trait : node.properties()) {
      traits.put(trait.getKey(), fields.flag(node, trait.getKey()));
    }
    return new BuildManifest.Kernel(
        fields.text(json, "file"),
        fields.text(json, "sha256"),
        fields.text(json, "release"),
        traits);
  }

  private BuildManifest.Boot boot(JsonNode json, boolean planned) {
    Granule granule = granule(json);
    int least = planned ? LEAST_PLAN_VA_BITS : LEAST_VA_BITS;
    int vaBits = (int) fields.number(json, "vaBits", least, GREATEST_BITS);
    JsonNode memstart = json.path("memstartAddr");
    return new BuildManifest.Boot(
        granule,
        vaBits,
        (int) fields.number(json, "vaBitsActual", least, vaBits),
        (int)
            fields.number(
                json, "paBits", planned ? LEAST_PLAN_PA_BITS : LEAST_PA_BITS, GREATEST_BITS),
        fields.flag(json, "lpa2"),
        json.has("bigEndian") && fields.flag(json, "bigEndian"),
        fields.address(json, "loadAddress", granule.bytes()),
        fields.hex(json, "kaslrOffset"),
        fields.hex(json, "kimageVoffset"),
        memstart.isMissingNode() || memstart.isNull()
            ? OptionalLong.empty()
            : OptionalLong.of(fields.hex(json, "memstartAddr")),
        fields.flag(json, "useNonGlobalMappings"));
  }

  private Granule granule(JsonNode json) {
    long bytes = fields.number(json, "granule", 0, Integer.MAX_VALUE);
    for (Granule granule : Granule.values()) {
      if (granule.bytes() == bytes) {
        return granule;
      }
    }
    throw fields.wrong("granule", bytes, "4096, 16384 or 65536");
  }

  /** The table bases are not set before the MMU is on. PIR_EL1 is there with FEAT_S1PIE only. */
  private TranslationRegisters registers(JsonNode json) {
    RegimeKind kind = PlanJson.kind(json);
    if (kind != RegimeKind.EL1) {
      return new PlanJson(fields).registers(kind, json);
    }
    Sctlr sctlr = new Sctlr(fields.hex(json, "SCTLR_EL1"));
    Ttbr ttbr0 = new Ttbr(fields.hex(json, "TTBR0_EL1"));
    Ttbr ttbr1 = new Ttbr(fields.hex(json, "TTBR1_EL1"));
    boolean indirect = json.has("PIR_EL1") || json.has("PIRE0_EL1");
    return new TranslationRegisters(
        new Tcr(fields.hex(json, "TCR_EL1")),
        new Mair(fields.hex(json, "MAIR_EL1")),
        sctlr,
        sctlr.mmuEnabled() ? Optional.of(ttbr0) : Optional.empty(),
        sctlr.mmuEnabled() ? Optional.of(ttbr1) : Optional.empty(),
        indirect
            ? Optional.of(
                new IndirectPermissions(fields.hex(json, "PIR_EL1"), fields.hex(json, "PIRE0_EL1")))
            : Optional.empty());
  }

  private List<TableRoot> roots(JsonNode json, Granule granule, RegimeKind kind) {
    List<TableRoot> roots = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode each : fields.filledArray(json, "roots")) {
      TableRoot root = root(each, granule, kind);
      if (!names.add(root.name())) {
        throw fields.wrong("roots", "'" + root.name() + "' twice", "each name once");
      }
      roots.add(root);
    }
    return roots;
  }

  private TableRoot root(JsonNode json, Granule granule, RegimeKind kind) {
    int tables =
        json.has("concatenatedTables")
            ? (int) fields.number(json, "concatenatedTables", 1, MOST_CONCATENATED)
            : 1;
    if (Integer.bitCount(tables) != 1 || (tables > 1 && !kind.isStage2())) {
      throw fields.wrong("concatenatedTables", tables, "a power of two, for stage 2 only");
    }
    TranslationRegime regime =
        new TranslationRegime(
            granule,
            (int) fields.number(json, "vaBits", LEAST_PLAN_VA_BITS, GREATEST_BITS),
            format(fields.text(json, "format")),
            Integer.numberOfTrailingZeros(tables));
    if (json.has("rootLevel")) {
      fields.number(json, "rootLevel", regime.rootLevel(), regime.rootLevel());
    }
    if (json.has("entries")) {
      fields.number(json, "entries", regime.rootEntries(), regime.rootEntries());
    }
    return new TableRoot(
        fields.text(json, "name"),
        fields.address(json, "physicalAddress", regime.rootBytes()),
        half(fields.text(json, "regime"), kind),
        regime);
  }

  private DescriptorFormat format(String name) {
    for (DescriptorFormat format : DescriptorFormat.values()) {
      if (format.name().equals(name)) {
        return format;
      }
    }
    throw fields.wrong("format", "'" + name + "'", "PA48, LPA_64K or LPA2");
  }

  private VaHalf half(String register, RegimeKind kind) {
    if (register.equals(kind.shortBaseRegister(VaHalf.LOWER))) {
      return VaHalf.LOWER;
    }
    if (kind.hasUpperHalf() && register.equals(kind.shortBaseRegister(VaHalf.UPPER))) {
      return VaHalf.UPPER;
    }
    throw fields.wrong(
        "regime",
        "'" + register + "'",
        kind.hasUpperHalf() ? "TTBR0 or TTBR1" : kind.shortBaseRegister(VaHalf.LOWER));
  }

  private List<BuildManifest.Image> images(JsonNode json, Granule granule) {
    List<BuildManifest.Image> images = new ArrayList<>();
    Set<String> files = new HashSet<>();
    for (JsonNode each : fields.filledArray(json, "images")) {
      BuildManifest.Image image = image(each, granule.bytes());
      // Some file systems do not tell upper case from lower case.
      if (!files.add(image.file().toLowerCase(Locale.ROOT))) {
        throw fields.wrong("images", "'" + image.file() + "' twice", "each file once");
      }
      images.add(image);
    }
    return images;
  }

  private BuildManifest.Image image(JsonNode json, long page) {
    String name = plainName(json);
    long pa = fields.address(json, "physicalAddress", page);
    long size = fields.number(json, "size", page, GREATEST_IMAGE - pa);
    if (size % page != 0) {
      throw fields.wrong("size", size, "a multiple of the page size, " + page);
    }
    return new BuildManifest.Image(
        fields.text(json, "name"),
        name,
        pa,
        size,
        (int) fields.number(json, "tablePagesUsed", 0, Math.min(size / page, Integer.MAX_VALUE)),
        fields.text(json, "sha256"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.earlymap.config.KernelConfig;
import org.earlymap.format.Bytes;
import org.earlymap.format.image.ImageHeader;
import org.earlymap.format.image.Unpacked;
import org.earlymap.format.kconfig.DotConfig;
import org.earlymap.format.kconfig.EmbeddedConfig;
import org.earlymap.format.symbols.SystemMap;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * Opens a kernel's file and finds out what its boot depends on.
 *
 * <p>The configuration is that of {@link KernelHints#config}, else the copy embedded in the kernel,
 * else it is inferred from the image. The release is the one given, else the configuration's, else
 * that of {@code linux_banner}.
 */
public final class KernelLoader {
  private static final String VA_BITS = "ARM64_VA_BITS";

  private final KernelHints hints;
  private final boolean headerMayLie;
  private final List<Evidence> evidence = new ArrayList<>();

  private KernelLoader(KernelHints hints, boolean headerMayLie) {
    this.hints = hints;
    this.headerMayLie = headerMayLie;
  }

  /**
   * Reads a kernel: an ELF file or an Image, compressed or not.
   *
   * @throws org.earlymap.InputException where the file is no kernel, or something that the boot
   *     depends on is neither in it nor given; the message names what to give
   */
  public static KernelBuild load(Path kernel, KernelHints hints) throws IOException {
    return new KernelLoader(hints, false).load(Bytes.map(kernel));
  }

  /**
   * Reads a kernel that is to be judged: where its image header has another page size than the
   * configuration in the kernel itself, the latter is believed.
   *
   * @throws org.earlymap.InputException as {@link #load}
   */
  public static KernelBuild loadToJudge(Path kernel, KernelHints hints) throws IOException {
    return new KernelLoader(hints, true).load(Bytes.map(kernel));
  }

  private KernelBuild load(Bytes file) throws IOException {
    KernelSource source = KernelSource.of(file);
    Unpacked unpacked = Unpacked.of(file);
    evidence.add(new Evidence("format", String.join(", ", unpacked.layers()), "the file"));
    Optional<DotConfig> configuration = givenConfiguration();
    Optional<KernelSymbols.Collector> systemMap = systemMap();
    KernelParts parts =
        unpacked.isElf()
            ? ElfKernel.read(source, unpacked.bytes(), systemMap)
            : RawImageKernel.read(
                source,
                unpacked.bytes(),
                systemMap,
                configuredBase(configuration, unpacked.bytes()),
                evidence);
    boolean given = configuration.isPresent();
    if (!given) {
      configuration = embeddedConfiguration(parts);
    }
    KernelConfig config =
        ConfigInference.conclude(parts, configuration, hints, evidence, headerMayLie && !given);
    KernelRelease release = ReleaseInference.conclude(parts, configuration, hints, evidence);
    KernelTraits traits = TraitInference.conclude(parts, config, release, hints, evidence);
    return new KernelBuild(
        source,
        config,
        release,
        traits,
        parts.symbols(),
        parts.sections(),
        parts.contents(),
        evidence);
  }

  private Optional<DotConfig> givenConfiguration() throws IOException {
    if (hints.config().isEmpty()) {
      return Optional.empty();
    }
    Path file = hints.config().get();
    evidence.add(Evidence.given("configuration", file.toString()));
    return Optional.of(DotConfig.read(Bytes.map(file)));
  }

  private Optional<DotConfig> embeddedConfiguration(KernelParts parts) {
    for (KernelContents.Piece piece : parts.contents().pieces()) {
      Optional<DotConfig> embedded = EmbeddedConfig.find(piece.bytes());
      if (embedded.isPresent()) {
        evidence.add(new Evidence("configuration", "embedded", "IKCFG_ST in the kernel"));
        return embedded;
      }
    }
    evidence.add(
        new Evidence("configuration", "inferred", "none given, and no IKCFG_ST in the kernel"));
    return Optional.empty();
  }

  private Optional<KernelSymbols.Collector> systemMap() throws IOException {
    if (hints.systemMap().isEmpty()) {
      return Optional.empty();
    }
    Path file = hints.systemMap().get();
    KernelSymbols.Collector symbols = KernelSymbols.collector();
    SystemMap.visit(
        Bytes.map(file),
        SymbolNames.filter(),
        (name, type, address, size) ->
            symbols.add(name, address, size, Character.isUpperCase(type)));
    if (symbols.find("_text").isEmpty()) {
      throw new MissingSymbolException("_text", file.toString());
    }
    evidence.add(Evidence.given("symbols", file.toString()));
    return Optional.of(symbols);
  }

  /** KIMAGE_VADDR as the configuration, or what was given in its place, has it. */
  private OptionalLong configuredBase(Optional<DotConfig> configuration, Bytes image) {
    String bits =
        hints.vaBits().isPresent()
            ? Integer.toString(hints.vaBits().getAsInt())
            : configuration.map(read -> read.options().getOrDefault(VA_BITS, "")).orElse("");
    Optional<KernelRelease> release =
        hints
            .release()
            .or(() -> configuration.flatMap(DotConfig::release).flatMap(KernelRelease::parse));
    boolean series = hints.profile().equals(Optional.of(KernelTraits.LPA2_SERIES));
    if (bits.isEmpty() || (release.isEmpty() && !series)) {
      return OptionalLong.empty();
    }
    boolean pages16k = ((ImageHeader.read(image).flags() >>> 1) & 3) == 2;
    OptionalInt least = AddressWidths.leastBits(bits, pages16k);
    boolean modules2g = !series && KernelTraits.of(release.orElseThrow()).has(Trait.MODULES_2G);
    return least.isPresent()
        ? OptionalLong.of(AddressWidths.linkAddress(least.getAsInt(), modules2g))
        : OptionalLong.empty();
  }
}

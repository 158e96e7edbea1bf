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
import org.earlymap.format.compress.PlainFile;
import org.earlymap.format.image.ImageHeader;
import org.earlymap.format.image.Unpacked;
import org.earlymap.format.kconfig.DotConfig;
import org.earlymap.format.kconfig.EmbeddedConfig;
import org.earlymap.kernel.parts.AddressWidths;
import org.earlymap.kernel.parts.ElfKernel;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.KernelContents;
import org.earlymap.kernel.parts.KernelParts;
import org.earlymap.kernel.parts.KernelSource;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.kernel.parts.RawImageKernel;
import org.earlymap.kernel.parts.SystemMapSymbols;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * Opens a kernel's file and finds out what its boot depends on.
 *
 * <p>The configuration is that of {@link KernelHints#config}, else the copy embedded in the kernel,
 * else that of {@code config-R} beside {@code vmlinuz-R}, else it is inferred from the image. What
 * contradicts another is refused, unless {@link KernelHints#forced}. The release is the one given,
 * else the configuration's, else that of {@code linux_banner}.
 */
public final class KernelLoader {
  private static final String VA_BITS = "ARM64_VA_BITS";
  private static final String PA_BITS = "ARM64_PA_BITS";

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
    Optional<DotConfig> given = givenConfiguration();
    Optional<Beside> beside = beside(source, unpacked);
    Optional<KernelSymbols.Collector> map = systemMap();
    KernelParts parts =
        unpacked.isElf()
            ? ElfKernel.read(source, unpacked.bytes(), map, evidence)
            : RawImageKernel.read(
                source,
                unpacked.bytes(),
                map,
                configuredBase(given.or(() -> beside.map(Beside::read)), unpacked.bytes()),
                evidence);
    SourceAgreement agreement = new SourceAgreement(source.file(), hints.forced(), evidence);
    hints.systemMap().ifPresent(path -> agreement.systemMap(parts, path.toString()));
    hints.release().ifPresent(release -> agreement.release(parts, release));
    Optional<DotConfig> configuration = configuration(parts, given, beside, agreement);
    KernelConfig config =
        ConfigInference.conclude(
            parts, configuration, hints, evidence, headerMayLie && given.isEmpty());
    agreement.linkAddress(parts, config);
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
    return hints.config().isPresent()
        ? Optional.of(DotConfig.read(PlainFile.map(hints.config().get())))
        : Optional.empty();
  }

  /** The configuration that is given, else the one in the kernel, else one beside it. */
  private Optional<DotConfig> configuration(
      KernelParts parts,
      Optional<DotConfig> given,
      Optional<Beside> beside,
      SourceAgreement agreement)
      throws IOException {
    Optional<DotConfig> embedded = embedded(parts);
    if (given.isPresent()) {
      String file = hints.config().orElseThrow().toString();
      evidence.add(Evidence.given("configuration", file));
      agreement.release(parts, given.get(), file, hints.release());
      embedded.ifPresent(
          inside -> agreement.embedded(given.get().options(), file, inside.options()));
      agreeWithBits(agreement, given.get(), file);
      return given;
    }
    if (embedded.isPresent()) {
      evidence.add(new Evidence("configuration", "embedded", "IKCFG_ST in the kernel"));
      agreement.release(parts, embedded.get(), "the configuration in it", hints.release());
      agreeWithBits(agreement, embedded.get(), "the configuration in the kernel");
      return embedded;
    }
    if (beside.isPresent()) {
      String file = beside.get().file();
      evidence.add(new Evidence("configuration", file, beside.get().where()));
      agreement.release(parts, beside.get().read(), file, hints.release());
      agreeWithBits(agreement, beside.get().read(), file);
      return Optional.of(beside.get().read());
    }
    evidence.add(
        new Evidence(
            "configuration",
            "inferred",
            "none was given, none is in the kernel (IKCFG_ST), none lies beside it"));
    return Optional.empty();
  }

  /** A configuration that lies beside the kernel, in its folder or its package. */
  private record Beside(DotConfig read, String file, String where) {}

  private static Optional<Beside> beside(KernelSource source, Unpacked unpacked)
      throws IOException {
    if (unpacked.configuration().isPresent()) {
      Bytes packaged = unpacked.configuration().get();
      DotConfig read = DotConfig.read(PlainFile.of(packaged));
      return Optional.of(new Beside(read, packaged.name(), "beside the kernel in its package"));
    }
    Optional<Path> file = ConfigBeside.of(Path.of(source.file()));
    if (file.isEmpty()) {
      return Optional.empty();
    }
    DotConfig read = DotConfig.read(PlainFile.map(file.get()));
    return Optional.of(new Beside(read, file.get().toString(), "beside the kernel's file"));
  }

  private void agreeWithBits(SourceAgreement agreement, DotConfig configuration, String source) {
    agreement.number(VA_BITS, hints.vaBits(), option(configuration, VA_BITS), source);
    agreement.number(PA_BITS, hints.paBits(), option(configuration, PA_BITS), source);
  }

  private static Optional<String> option(DotConfig configuration, String name) {
    return Optional.ofNullable(configuration.options().get(name));
  }

  private static Optional<DotConfig> embedded(KernelParts parts) {
    for (KernelContents.Piece piece : parts.contents().pieces()) {
      Optional<DotConfig> embedded = EmbeddedConfig.find(piece.bytes());
      if (embedded.isPresent()) {
        return embedded;
      }
    }
    return Optional.empty();
  }

  private Optional<KernelSymbols.Collector> systemMap() throws IOException {
    return hints.systemMap().isPresent()
        ? Optional.of(SystemMapSymbols.read(hints.systemMap().get(), evidence))
        : Optional.empty();
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
    boolean series = hints.profile().flatMap(KernelTraits::ofProfile).isPresent();
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

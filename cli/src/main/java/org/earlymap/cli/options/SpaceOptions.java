// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.boot.space.AddressSpace;
import org.earlymap.config.KernelConfig;
import org.earlymap.cpu.CpuModel;
import org.earlymap.format.compress.PlainFile;
import org.earlymap.format.kconfig.DotConfig;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.layout.VaLayout;
import org.earlymap.machine.Machine;
import org.earlymap.run.TraitsByRun;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which kernel's address space on which machine: from a kernel, from a configuration, or from
 * options alone.
 */
public final class SpaceOptions {
  @Mixin private KernelHintOptions given = new KernelHintOptions();
  @Mixin private BuildFlags flags = new BuildFlags();
  @Mixin private CpuOptions cpu = new CpuOptions();
  @Mixin private MachineOptions machine = new MachineOptions();

  @Option(
      names = "--struct-page-size",
      paramLabel = "BYTES",
      defaultValue = "64",
      description = "sizeof(struct page), 32 to 128. Default: ${DEFAULT-VALUE}.")
  private int structPageSize = VaLayout.USUAL_STRUCT_PAGE_SIZE;

  @Option(
      names = "--image-size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "_end - _text of the kernel. Default: the kernel's own; 32M without one.")
  private Optional<Long> imageSize = Optional.empty();

  /**
   * The address space.
   *
   * @param kernel the kernel's file, where there is one
   * @throws org.earlymap.InputException where something cannot be read, or no such kernel exists
   */
  public NamedSpace space(Optional<Path> kernel) throws IOException {
    if (kernel.isEmpty()) {
      return withoutKernel();
    }
    if (flags.given()) {
      throw new UnusableOptionException(
          "--page-size and --kasan say what a kernel would be; " + kernel.get() + " is one");
    }
    KernelBuild image = TraitsByRun.load(kernel.get(), given.hints());
    requireKnown(image.release(), given.hints());
    String name = String.valueOf(kernel.get().getFileName()) + ", " + withRemark(image.release());
    AddressSpace.Image extent =
        imageSize.isPresent() ? image() : AddressSpace.Image.of(image.symbols());
    return named(name, image.config(), image.traits(), extent);
  }

  private NamedSpace withoutKernel() throws IOException {
    KernelHints hints = given.hints();
    Optional<DotConfig> file = Optional.empty();
    if (hints.config().isPresent()) {
      file = Optional.of(DotConfig.read(PlainFile.map(hints.config().get())));
    }
    Map<String, String> options = file.map(DotConfig::options).orElse(Map.of());
    KernelConfig config =
        KernelConfig.of(flags.over(options, boxed(hints.vaBits()), boxed(hints.paBits())));
    KernelRelease release = release(hints, file);
    requireKnown(release, hints);
    String name = hints.profile().orElseGet(() -> withRemark(release));
    return named(name, config, hints.traits(release), image());
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }

  private static KernelRelease release(KernelHints hints, Optional<DotConfig> file) {
    Optional<KernelRelease> headed = file.flatMap(DotConfig::release).flatMap(KernelRelease::parse);
    if (hints.release().isPresent()) {
      return hints.release().get();
    }
    return headed.orElseGet(KernelRelease::assumed);
  }

  /** A layout is computed for releases whose layout is known, and for a profile. */
  private static void requireKnown(KernelRelease release, KernelHints hints) {
    if (hints.profile().isEmpty() && !KernelTraits.isPlausible(release)) {
      throw new UnusableOptionException(
          "the layout of Linux "
              + release
              + " is not known; known are "
              + KernelTraits.known()
              + ", and --traits takes one of them for another");
    }
  }

  private static String withRemark(KernelRelease release) {
    return release.text() + KernelTraits.remark(release).map(text -> " (" + text + ")").orElse("");
  }

  private NamedSpace named(
      String name, KernelConfig config, KernelTraits traits, AddressSpace.Image image)
      throws IOException {
    CpuModel model = cpu.load();
    Machine given = machine.machine(model, machine.tree());
    AddressSpace space = AddressSpace.of(config, traits, structPageSize, image, given);
    return new NamedSpace(title(name, space, model), space);
  }

  private static String title(String name, AddressSpace space, CpuModel model) {
    KernelConfig config = space.layout().config();
    StringBuilder title = new StringBuilder();
    title.append("Linux ").append(name).append(", ").append(config.granule().label());
    title.append(" pages, ").append(config.vaBits()).append(" VA bits");
    if (space.layout().vaBitsActual() != config.vaBits()) {
      title.append(" (").append(space.layout().vaBitsActual()).append(" in use)");
    }
    if (config.kasan().hasShadow()) {
      title.append(", KASAN_").append(config.kasan());
    }
    return title.append(", on ").append(model.name()).toString();
  }

  private AddressSpace.Image image() {
    return imageSize.isPresent()
        ? new AddressSpace.Image(imageSize.get(), false, List.of())
        : AddressSpace.Image.usual();
  }
}

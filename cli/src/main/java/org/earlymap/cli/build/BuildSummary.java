// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.build;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.Sizes;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.build.BuildManifest;
import org.earlymap.cli.options.Assumption;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.version.KernelTraits;

/** The first thing that {@code earlymap build} prints: the result in five lines. */
final class BuildSummary {
  private final PrintWriter out;

  BuildSummary(PrintWriter out) {
    this.out = out;
  }

  /** The kernel, the machine, what was decided, the tables, where they are. */
  void print(KernelBuild built, BuildManifest manifest, List<Assumption> defaults, Path directory) {
    KernelConfig config = built.config();
    BuildManifest.Boot boot = manifest.boot();
    BuildManifest.Kernel kernel = manifest.kernel().orElseThrow();
    line(
        "kernel",
        kernel.file()
            + ", Linux "
            + kernel.release()
            + ", "
            + config.granule().label()
            + " pages, built for "
            + boot.vaBits()
            + " VA and "
            + boot.paBits()
            + " PA bits");
    manifest.machine().ifPresent(machine -> line("machine", machine(machine)));
    line(
        "at " + manifest.stage().orElseThrow().label(),
        boot.vaBitsActual()
            + " bits in use, "
            + wide(descriptors(config, boot))
            + "KASLR offset "
            + Hex.of(boot.kaslrOffset())
            + (boot.useNonGlobalMappings() ? ", non-global mappings" : ""));
    line("tables", tables(manifest));
    line("written to", directory + engine(manifest));
    KernelTraits.remark(built.release()).ifPresent(remark -> line("note", remark));
    List<String> sentences = Assumption.texts(defaults);
    manifest.assumptions().stream()
        .filter(sentence -> !sentences.contains(sentence))
        .forEach(note -> line("note", note));
    if (!defaults.isEmpty()) {
      String items = defaults.stream().map(Assumption::item).collect(Collectors.joining(", "));
      line("assumed", items + ": --explain says what");
    }
  }

  /** The descriptors: LPA2's only where the boot turned it on. */
  static DescriptorFormat descriptors(KernelConfig config, BuildManifest.Boot boot) {
    return config.lpa2() && !boot.lpa2() ? DescriptorFormat.PA48 : config.descriptorFormat();
  }

  private static String wide(DescriptorFormat format) {
    return switch (format) {
      case PA48 -> "";
      case LPA_64K -> "LPA, ";
      case LPA2 -> "LPA2, ";
    };
  }

  private static String machine(BuildManifest.Given machine) {
    return machine.cpu()
        + " at EL"
        + machine.bootEl()
        + ", "
        + memory(machine.memory())
        + (machine.commandLine().isEmpty() ? "" : ", \"" + machine.commandLine() + "\"");
  }

  /** The first tables of a kernel whose place was given need no memory to be known. */
  private static String memory(List<Range> banks) {
    if (banks.isEmpty()) {
      return "no memory is known";
    }
    String from = banks.size() == 1 ? " from " : " in " + banks.size() + " banks from ";
    long bytes = banks.stream().mapToLong(Range::size).sum();
    return Sizes.exact(bytes) + from + Hex.of(banks.get(0).start());
  }

  private static String tables(BuildManifest manifest) {
    String roots =
        manifest.roots().stream()
            .map(root -> root.name() + " " + Hex.of(root.pa()))
            .collect(Collectors.joining(", "));
    long page = manifest.boot().granule().bytes();
    long used = manifest.images().stream().mapToLong(BuildManifest.Image::tablePagesUsed).sum();
    long pages = manifest.images().stream().mapToLong(image -> image.size() / page).sum();
    return roots + "; " + Sizes.grouped(used) + " of " + Sizes.grouped(pages) + " pages used";
  }

  private static String engine(BuildManifest manifest) {
    return manifest
        .engine()
        .map(engine -> ", by the " + engine.name() + ": " + engine.reason())
        .orElse("");
  }

  private void line(String name, String value) {
    out.println(String.format(Locale.ROOT, "%-18s%s", name, value));
  }
}

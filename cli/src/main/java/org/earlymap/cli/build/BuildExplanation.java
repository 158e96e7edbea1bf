// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.build;

import java.io.PrintWriter;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.build.BuildManifest;
import org.earlymap.cli.options.KernelHintOptions;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.table.TableRoot;

/** What {@code earlymap build --explain} prints: what was assumed, decided and found, and why. */
final class BuildExplanation {
  private final PrintWriter out;

  BuildExplanation(PrintWriter out) {
    this.out = out;
  }

  void print(KernelBuild kernel, BuildManifest manifest) {
    KernelConfig config = kernel.config();
    BuildManifest.Boot boot = manifest.boot();
    if (!manifest.assumptions().isEmpty()) {
      out.println();
      out.println("assumed");
      manifest.assumptions().forEach(assumption -> out.println("  " + assumption));
    }
    out.println();
    out.println("found in the kernel");
    for (Evidence evidence : kernel.evidence()) {
      out.println(
          "  "
              + evidence.item()
              + ": "
              + evidence.value()
              + " ("
              + KernelHintOptions.source(evidence)
              + ")");
    }
    out.println();
    out.println("at " + manifest.stage().orElseThrow().label());
    line("address bits in use", String.valueOf(boot.vaBitsActual()));
    line("52-bit descriptors", descriptors(config, boot));
    line("KASLR offset", Hex.of(boot.kaslrOffset()));
    line("kimage_voffset", Hex.of(boot.kimageVoffset()));
    if (boot.memstartAddr().isPresent()) {
      line("memstart_addr", Hex.of(boot.memstartAddr().getAsLong()));
    }
    line("non-global mappings", boot.useNonGlobalMappings() ? "yes" : "no");
    TranslationRegisters registers = manifest.registers();
    line("TCR_EL1", Hex.of(registers.tcr().value()));
    line("MAIR_EL1", Hex.of(registers.mair().value()));
    line("SCTLR_EL1", Hex.of(registers.sctlr().value()));
    line("TTBR0_EL1", Hex.of(registers.ttbr0().map(Ttbr::value).orElse(0L)));
    line("TTBR1_EL1", Hex.of(registers.ttbr1().map(Ttbr::value).orElse(0L)));
    out.println();
    printRoots(manifest);
    printImages(manifest);
  }

  private static String descriptors(KernelConfig config, BuildManifest.Boot boot) {
    return switch (BuildSummary.descriptors(config, boot)) {
      case PA48 -> "no";
      case LPA_64K -> "LPA (64K pages)";
      case LPA2 -> "LPA2 (TCR_EL1.DS = 1)";
    };
  }

  private void printRoots(BuildManifest manifest) {
    for (TableRoot root : manifest.roots()) {
      out.println(
          "root "
              + pad(root.name(), 19)
              + Hex.of(root.pa())
              + "  "
              + root.half().register()
              + ", level "
              + root.regime().rootLevel()
              + ", "
              + root.regime().rootEntries()
              + " entries");
    }
    out.println();
  }

  private void printImages(BuildManifest manifest) {
    long page = manifest.boot().granule().bytes();
    int width = width(manifest);
    for (BuildManifest.Image image : manifest.images()) {
      out.println(
          pad(image.file(), width + 2)
              + Hex.of(image.pa())
              + "  "
              + pad(Sizes.exact(image.size()), 26)
              + image.tablePagesUsed()
              + " of "
              + image.size() / page
              + " pages used");
      out.println("  " + ImageMeaning.of(image.name()));
    }
    manifest
        .trace()
        .ifPresent(
            trace ->
                out.println(
                    pad(trace.file(), width(manifest) + 2)
                        + "who wrote them"
                        + "      "
                        + Sizes.exact(trace.size())));
  }

  private static int width(BuildManifest manifest) {
    int width = 0;
    for (BuildManifest.Image image : manifest.images()) {
      width = Math.max(width, image.file().length());
    }
    return width;
  }

  private void line(String name, String value) {
    out.println("  " + pad(name, 22) + value);
  }

  private static String pad(String text, int width) {
    return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
  }
}

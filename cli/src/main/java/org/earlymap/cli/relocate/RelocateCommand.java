// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.relocate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.cli.options.AddressConverter;
import org.earlymap.cli.options.CpuOptions;
import org.earlymap.cli.options.KernelOptions;
import org.earlymap.cli.options.SeedConverter;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.OutputFile;
import org.earlymap.cli.text.JsonText;
import org.earlymap.config.KernelConfig;
import org.earlymap.cpu.feature.AddressSizes;
import org.earlymap.cpu.feature.CpuFeatures;
import org.earlymap.cpu.override.FeatureOverrides;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.layout.KaslrPlacement;
import org.earlymap.layout.VaLayout;
import org.earlymap.relocate.RelocationCheck;
import org.earlymap.relocate.RelocationCounts;
import org.earlymap.relocate.RelocationFinding;
import org.earlymap.relocate.RelocationTable;
import org.earlymap.relocate.Relocator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code earlymap relocate}: the image as it lies in memory after {@code relocate_kernel}. */
@Command(
    name = "relocate",
    mixinStandardHelpOptions = true,
    description = {
      "Applies a kernel's relocations, RELA and RELR, as the kernel does when it boots, and writes"
          + " the image from _text to _end as it then lies in memory. Or checks where they go.",
      "",
      "Exit code 1 says that --check found something."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap relocate samples/kernel/vmlinux-4k-52 --kaslr-offset 0x2f0000000 -o image.bin",
      "  earlymap relocate /boot/vmlinuz --config /boot/config --kaslr-seed 0x1234 -o image.bin",
      "  earlymap relocate samples/kernel/vmlinux-4k-48-relr --check"
    })
public final class RelocateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KernelOptions kernel = new KernelOptions();

  @Option(
      names = "--kaslr-offset",
      paramLabel = "OFFSET",
      converter = AddressConverter.class,
      description = "How far the kernel runs from where it was linked.")
  private Optional<Long> offset = Optional.empty();

  @Option(
      names = "--kaslr-seed",
      paramLabel = "SEED",
      converter = SeedConverter.class,
      description = "The seed from which the kernel computes that offset.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--load-address",
      paramLabel = "PA",
      converter = AddressConverter.class,
      description = "With --kaslr-seed: where _text was loaded; its part below 2 MiB is added.")
  private Optional<Long> loadAddress = Optional.empty();

  @Option(
      names = "--actual-va-bits",
      paramLabel = "BITS",
      description = "With --kaslr-seed: the VA bits that the CPU has, if fewer than configured.")
  private Optional<Integer> actualVaBits = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write the image.")
  private Optional<Path> output = Optional.empty();

  @Mixin private CpuOptions cpu = new CpuOptions();

  @Option(names = "--check", description = "Check the places of all relocations.")
  private boolean check;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "What is printed: text (default) or json.")
  private Format format = Format.TEXT;

  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Override
  public Integer call() throws IOException {
    if (!check && output.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "give -o FILE, or --check");
    }
    if (output.isPresent() && offset.isPresent() == seed.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "give one of --kaslr-offset and --kaslr-seed");
    }
    KernelBuild image = kernel.load();
    int code = ExitCode.DONE;
    if (check) {
      code = format == Format.JSON ? checkAsJson(image) : check(image);
    }
    if (output.isPresent()) {
      write(image, output.get());
    }
    return code;
  }

  private void write(KernelBuild image, Path file) throws IOException {
    long distance = offset.isPresent() ? offset.get() : offsetOf(image, seed.orElseThrow());
    if (distance % VaLayout.SEGMENT_ALIGN != 0) {
      throw new UnusableOptionException(
          "--kaslr-offset: found "
              + Hex.of(distance)
              + ", but a kernel is moved by a multiple of 64 KiB, that of its segments");
    }
    byte[] memory = Relocator.relocate(image, distance);
    OutputFile.write(file, memory);
    long linked = image.symbols().require("_text");
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case TEXT ->
          out.println(
              file
                  + ": "
                  + Sizes.exact(memory.length)
                  + ", linked at "
                  + Hex.of(linked)
                  + ", offset "
                  + Hex.of(distance));
      case JSON ->
          JsonText.print(
              out,
              json -> {
                json.writeStartObject();
                json.writeStringProperty("schema", "earlymap.relocated/1");
                json.writeStringProperty("file", file.toString());
                json.writeNumberProperty("size", memory.length);
                json.writeStringProperty("linkedAt", Hex.of(linked));
                json.writeStringProperty("offset", Hex.of(distance));
                json.writeEndObject();
              });
    }
  }

  private long offsetOf(KernelBuild image, long given) throws IOException {
    KernelConfig config = image.config();
    VaLayout layout =
        VaLayout.of(config, image.traits(), actualVaBits(image), VaLayout.USUAL_STRUCT_PAGE_SIZE);
    return KaslrPlacement.of(layout, given, loadAddress.orElse(0L)).offset();
  }

  /** As {@code --actual-va-bits} says, or as the CPU has them; without both, as configured. */
  private int actualVaBits(KernelBuild image) throws IOException {
    KernelConfig config = image.config();
    if (actualVaBits.isPresent() || cpu.isAssumed()) {
      return actualVaBits.orElse(config.vaBits());
    }
    CpuFeatures features =
        CpuFeatures.of(cpu.load().registers(), FeatureOverrides.none(), config.granule());
    return AddressSizes.of(config, image.traits(), features).vaBitsActual();
  }

  private int checkAsJson(KernelBuild image) {
    RelocationCounts counts = RelocationCounts.of(RelocationTable.of(image));
    RelocationCheck.Result result = RelocationCheck.of(image);
    JsonText.print(
        spec.commandLine().getOut(),
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", "earlymap.relocations/1");
          json.writeObjectPropertyStart("rela");
          counts
              .relaByType()
              .forEach((type, count) -> json.writeNumberProperty(String.valueOf(type), count));
          json.writeEndObject();
          json.writeNumberProperty("relrWords", counts.relrEntries());
          json.writeNumberProperty("relrPlaces", counts.relrPlaces());
          json.writeNumberProperty("total", result.count());
          json.writeArrayPropertyStart("findings");
          for (RelocationFinding finding : result.findings()) {
            json.writeStartObject();
            json.writeStringProperty("place", Hex.of(finding.place()));
            json.writeStringProperty("says", finding.rule().text());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
    return result.count() == 0 ? ExitCode.DONE : ExitCode.NO;
  }

  private int check(KernelBuild image) {
    PrintWriter out = spec.commandLine().getOut();
    RelocationCounts counts = RelocationCounts.of(RelocationTable.of(image));
    for (Map.Entry<Integer, Long> entry : counts.relaByType().entrySet()) {
      out.println("RELA " + entry.getValue() + " " + RelocationCounts.explain(entry.getKey()));
    }
    if (counts.relrEntries() != 0) {
      out.println("RELR " + counts.relrPlaces() + " places in " + counts.relrEntries() + " words");
    }
    RelocationCheck.Result result = RelocationCheck.of(image);
    for (RelocationFinding finding : result.findings()) {
      out.println(Hex.of(finding.place()) + " " + finding.rule().text());
    }
    if (result.count() > result.findings().size()) {
      out.println((result.count() - result.findings().size()) + " more");
    }
    out.println(
        result.count() == 0
            ? "every place is mapped and changed once"
            : result.count() + (result.count() == 1 ? " finding" : " findings"));
    return result.count() == 0 ? ExitCode.DONE : ExitCode.NO;
  }
}

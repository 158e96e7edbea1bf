// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.cpu;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.cli.options.OverrideOptions;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cpu.CpuModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earlymap cpu}: ID registers, command-line overrides, and what a kernel makes of them. */
@Command(
    name = "cpu",
    mixinStandardHelpOptions = true,
    description = {
      "Decodes a CPU's ID registers field by field, tells what each word of a kernel's command line"
          + " overrides in them or why it does not, and what the kernel then decides: address"
          + " sizes, nG, BTI, and the rest."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap cpu --list",
      "  earlymap cpu neoverse-n1",
      "  earlymap cpu 0x410fd083",
      "  earlymap cpu qemu-max --cmdline arm64.nolva",
      "  earlymap cpu my-cpu.json --page-size 64K --release 6.18 --format json",
      "  earlymap cpu --batch command-lines.json"
    })
public final class CpuCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL|MIDR|FILE",
      defaultValue = CpuModel.USUAL,
      description =
          "A model that --list prints, a MIDR_EL1 such as 0x413fd0c1, an implementer and part such"
              + " as 0x41:0xd0c, or a JSON file of ID registers. Default: ${DEFAULT-VALUE}.")
  private String cpu = CpuModel.USUAL;

  @Option(
      names = "--id-register",
      paramLabel = "NAME=VALUE",
      description = "Change one ID register, ID_AA64MMFR2_EL1=0x1011 (repeatable).")
  private List<String> idRegisters = new ArrayList<>();

  @Mixin private OverrideOptions kernel = new OverrideOptions();

  @Option(names = "--list", description = "List the models.")
  private boolean list;

  @Option(
      names = "--all",
      description = "Print fields that are 0 even where the early boot does not look at them.")
  private boolean all;

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description = {
        "A JSON array of command lines (kernel: 4k-lpa2, 16k-lpa2 or no-lpa2; cmdline;"
            + " ID_AA64MMFR0_EL1; ID_AA64MMFR1_EL1; boot_el; e2h_stuck); prints it with the"
            + " overrides of each, register to [value, mask]."
      })
  private Optional<Path> batch = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default) or json; the answers of --batch have a schema with it.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (batch.isPresent()) {
      CpuBatch.print(batch.get(), kernel, format == Format.JSON, out);
      return ExitCode.DONE;
    }
    if (list) {
      List<CpuModel> models = new ArrayList<>();
      for (String name : CpuModel.shipped()) {
        models.add(CpuModel.find(name));
      }
      switch (format) {
        case TEXT -> CpuText.list(models, out);
        case JSON -> CpuJson.list(models, out);
      }
      return ExitCode.DONE;
    }
    CpuModel model = CpuModel.find(cpu);
    for (String assignment : idRegisters) {
      model = model.with(assignment);
    }
    CpuReport report = CpuReport.of(model, kernel.kernel(), kernel.commandLine(), kernel.context());
    switch (format) {
      case TEXT -> new CpuText(out, all).print(report);
      case JSON -> CpuJson.print(report, out);
    }
    return ExitCode.DONE;
  }
}

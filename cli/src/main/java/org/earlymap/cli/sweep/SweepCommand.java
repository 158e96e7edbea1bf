// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.OutputOption;
import org.earlymap.cli.output.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earlymap sweep}: the layouts of a matrix of kernels and machines. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = {
      "Computes every point of a matrix and prints one line of JSON for each, in the matrix's"
          + " order: the layout and, of a kernel's file, the sizes of its tables and the counts of"
          + " pages, blocks and contiguous runs. A combination that cannot be has a line with"
          + " 'invalid' and the reason.",
      "",
      "FILE is YAML: each name has a value or a list of values. Swept: page-size, va-bits, kasan,"
          + " release, cpu, struct-page-size, kernels, cmdline. For all points: memory,"
          + " load-address, kaslr-seed, boot-el, image-size, stage, engine. Kernels' files are"
          + " found beside FILE; with kernels, configurations are swept too only if va-bits is"
          + " there. With engine: kernel the kernels' own code makes the tables, and there is no"
          + " layout.",
      "",
      "A cluster splits the work with --shard: the outputs of 1/8 to 8/8, one after the other, are"
          + " the output of the whole."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap sweep matrix.yaml -o layouts.jsonl",
      "  earlymap sweep matrix.yaml --shard 3/16",
      "",
      "  # matrix.yaml",
      "  page-size: [4K, 16K, 64K]",
      "  va-bits: [39, 48, 52]",
      "  kasan: [none, generic]",
      "  release: [6.1, 6.12, lpa2-v3]",
      "  cpu: [cortex-a72, qemu-max]"
    })
public final class SweepCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "FILE", description = "The matrix, a YAML file.")
  private Path file = Path.of("");

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description = "Compute only part I of N, such as 3/16.")
  private Optional<String> shard = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "NUMBER",
      description = "How many threads compute. Default: as many as there are processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "json (default), a line for each point with its whole layout, or text, a short line.")
  private Format format = Format.JSON;

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    if (threads < 1 || threads > 1024) {
      throw new UnusableOptionException("--threads: found " + threads + ", expected 1 to 1024");
    }
    SweepShard part = shard.map(SweepShard::parse).orElse(SweepShard.WHOLE);
    Sweep sweep = new Sweep(SweepFile.read(file), part, threads);
    output.write(spec.commandLine().getOut(), out -> run(sweep, out));
    return ExitCode.DONE;
  }

  private void run(Sweep sweep, PrintWriter out) {
    try (Progress progress = Progress.start(spec.commandLine().getErr(), "sweeping")) {
      sweep.run(
          lines -> {
            out.print(format == Format.TEXT ? SweepText.of(lines) : lines);
            return !out.checkError();
          },
          done -> progress.step("sweeping: " + done + " of " + sweep.size() + " points"));
    }
  }
}

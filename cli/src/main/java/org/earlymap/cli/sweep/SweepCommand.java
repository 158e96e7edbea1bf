// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.FileTrouble;
import org.earlymap.cli.output.OutputOption;
import org.earlymap.cli.output.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earlymap sweep}: the layouts and builds of a matrix of kernels and machines. */
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
          + " load-address, kaslr-seed, boot-el, image-size, stage, engine. A kernel is a file, or"
          + " has file, name, config, system-map. Files are found beside FILE; with kernels,"
          + " configurations are swept too only if va-bits is there. With engine: kernel the"
          + " kernels' own code makes the tables, and there is no layout.",
      "",
      "A column is a property of a point's line (cpu), a path to one"
          + " (leaves.swapper_pg_dir.pages), a constant of the layout (PAGE_OFFSET), or one of the"
          + " sums tablePages, pages, blocks, contiguousRuns.",
      "",
      "A cluster splits the work with --shard: the outputs of 1/8 to 8/8, one after the other, are"
          + " the output of the whole."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap sweep matrix.yaml -o layouts.jsonl",
      "  earlymap sweep matrix.yaml --format text",
      "  earlymap sweep matrix.yaml --format csv --columns cpu,vaBits,VMALLOC_START,invalid",
      "  earlymap sweep kernels.yaml --format html --axes cpu,kernel --columns tablePages -o"
          + " map.html",
      "  earlymap sweep two-kernels.yaml --changes",
      "  earlymap sweep matrix.yaml -o layouts.jsonl --resume",
      "  earlymap sweep matrix.yaml --shard 3/16",
      "",
      "  # matrix.yaml",
      "  page-size: [4K, 16K, 64K]",
      "  va-bits: [39, 48, 52]",
      "  kasan: [none, generic]",
      "  release: [6.1, 6.12, lpa2-v3]",
      "  cpu: [cortex-a72, qemu-max]",
      "",
      "  # two-kernels.yaml",
      "  engine: kernel",
      "  stage: paging-init",
      "  kernels:",
      "    - {name: before, file: vmlinux.old, config: config.old}",
      "    - {name: after, file: vmlinux, config: config}",
      "  cpu: [cortex-a53, cortex-a76]",
      "  cmdline: ['', nokaslr]"
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

  @Mixin private SweepForms forms = new SweepForms();

  @Option(
      names = "--builds",
      paramLabel = "DIR",
      description =
          "Keep the tables of each kernel's point, as 'earlymap build' writes them, in DIR/NUMBER.")
  private Optional<Path> builds = Optional.empty();

  @Option(
      names = "--resume",
      description =
          "Go on where an earlier run with the same FILE and -o was cut: what it had done is in"
              + " FILE.part beside the output.")
  private boolean resume;

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    if (threads < 1 || threads > 1024) {
      throw new UnusableOptionException("--threads: found " + threads + ", expected 1 to 1024");
    }
    SweepShard part = shard.map(SweepShard::parse).orElse(SweepShard.WHOLE);
    SweepMatrix matrix = SweepFile.read(file);
    forms.check(matrix, part);
    Optional<Path> target = output.target().filter(SweepPart::isFor);
    if (resume && target.isEmpty()) {
      throw new UnusableOptionException("--resume: expected -o with the name of a file");
    }
    if (builds.isPresent() && matrix.kernels().isEmpty()) {
      throw new UnusableOptionException("--builds: the sweep has no kernels");
    }
    if (builds.isPresent()) {
      FileTrouble.checkFolder(builds.get());
      Files.createDirectories(builds.get());
    }
    try {
      if (target.isEmpty()) {
        return run(matrix, part, Optional.empty());
      }
      String key = SweepKey.of(matrix, part, forms.kind(matrix) + builds);
      try (SweepPart kept = SweepPart.open(target.get(), key, resume)) {
        int code = run(matrix, part, Optional.of(kept));
        kept.finish();
        return code;
      }
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private int run(SweepMatrix matrix, SweepShard part, Optional<SweepPart> kept)
      throws IOException {
    boolean[] yes = {true};
    output.write(
        spec.commandLine().getOut(),
        out -> {
          SweepRows rows = forms.rows(matrix, out);
          compute(new Sweep(matrix, part, threads), matrix, kept, rows, out);
          rows.end();
          yes[0] = rows.isYes();
        });
    return yes[0] ? ExitCode.DONE : ExitCode.NO;
  }

  private void compute(
      Sweep sweep, SweepMatrix matrix, Optional<SweepPart> kept, SweepRows rows, PrintWriter out) {
    long have = kept.map(SweepPart::lines).orElse(0L);
    kept.ifPresent(part -> part.replay(rows::take));
    try (Progress progress = Progress.start(spec.commandLine().getErr(), "sweeping")) {
      sweep.run(
          new SweepPointWriter(matrix, builds),
          forms.shorten(matrix),
          have,
          lines -> {
            kept.ifPresent(part -> part.append(lines));
            rows.take(lines);
            return !out.checkError();
          },
          done -> progress.step("sweeping: " + done + " of " + sweep.size() + " points"));
    }
  }
}

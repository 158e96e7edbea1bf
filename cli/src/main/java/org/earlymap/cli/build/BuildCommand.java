// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.build;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.Range;
import org.earlymap.Sizes;
import org.earlymap.a64.Stop;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.TableEstimate;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.build.BuildManifest;
import org.earlymap.build.BuildWriter;
import org.earlymap.build.ManifestOfBoot;
import org.earlymap.build.ManifestOfRun;
import org.earlymap.build.ManifestWriter;
import org.earlymap.cli.options.BootOptions;
import org.earlymap.cli.options.EngineOptions;
import org.earlymap.cli.options.EngineOptions.Engine;
import org.earlymap.cli.options.SizeConverter;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.EmitOptions;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.FileTrouble;
import org.earlymap.cli.output.Progress;
import org.earlymap.cli.run.KernelStoppedException;
import org.earlymap.cli.run.StoppedText;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.run.BootByCode;
import org.earlymap.run.stop.WatchedRun;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.run.trace.TracedBoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code earlymap build}: the tables of one boot, as files. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Computes the translation tables that a kernel has in memory at a stage of its boot, and"
          + " writes them as binary images with a manifest.",
      "",
      "Stages, each including those before it: init-idmap (create_init_idmap has returned),"
          + " early-map (early_map_kernel has returned), start-kernel (start_kernel is entered),"
          + " paging-init (bootmem_init is entered), rodata-ro (mark_rodata_ro and the freeing of"
          + " init memory are done)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap build samples/kernel/vmlinux-4k-52 -o tables",
      "  earlymap build vmlinux --cpu cortex-a72 --dtb board.dtb -o tables",
      "  earlymap build /boot/vmlinuz --config /boot/config --cmdline nokaslr -o tables",
      "  earlymap build vmlinux --memory 0x80000000:2G --stage paging-init -o tables",
      "  earlymap build vmlinux --engine kernel --trace --stage paging-init -o tables",
      "  earlymap build vmlinux --engine model --stage rodata-ro -o tables",
      "  earlymap build /boot/vmlinuz --from collected --stage paging-init -o tables",
      "  earlymap build vmlinux --uefi-memory-map map.bin --stage paging-init -o tables",
      "  earlymap build vmlinux -o tables --emit qemu --emit registers"
    })
public final class BuildCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BootOptions boot = new BootOptions();
  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private EmitOptions emit = new EmitOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The folder for images and manifest.json. Default: earlymap-out.")
  private Path output = Path.of("earlymap-out");

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "The stage of the boot: ${COMPLETION-CANDIDATES}. Default: early-map.")
  private Stage stage = Stage.EARLY_MAP;

  @Option(
      names = "--table-memory",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description =
          "How much of the linear map's tables stays in memory while they are made; the rest waits"
              + " in a temporary file beside DIR. Default: 64M.")
  private long tableMemory = 64L << 20;

  @Option(
      names = "--trace",
      description =
          "Run the kernel's code once more and note who wrote each descriptor, in trace.bin beside"
              + " the images; walk and trace show it.")
  private boolean trace;

  @Option(
      names = "--explain",
      description =
          "Print also what was assumed, what was found in the kernel and how, what was decided, and"
              + " what each image is.")
  private boolean explain;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "What is printed: a summary, or the manifest. Default: text.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() throws IOException {
    if (output.toString().isEmpty()) {
      throw new UnusableOptionException("--output: found '', expected a folder");
    }
    FileTrouble.checkFolder(output);
    BootOptions.Given given = boot.given();
    BuildManifest manifest;
    try {
      manifest = write(given);
    } catch (KernelStoppedException e) {
      spec.commandLine().getErr().println("earlymap: " + e.getMessage());
      return ExitCode.NO;
    } catch (UncheckedIOException e) {
      throw FileTrouble.of(output, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw FileTrouble.of(output, e);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      out.print(ManifestWriter.write(manifest));
    } else {
      new BuildSummary(out).print(given.kernel(), manifest, given.defaults(), output);
      if (explain) {
        new BuildExplanation(out).print(given.kernel(), manifest);
      }
    }
    return ExitCode.DONE;
  }

  private BuildManifest write(BootOptions.Given given) throws IOException {
    if (engine.engine() == Engine.MODEL) {
      requireNoTrace("the model has no instructions");
      return writeModel(given, "it was asked for");
    }
    Optional<String> obstacle =
        given.obstacle().or(() -> BootByCode.obstacle(given.kernel(), runStage()));
    if (obstacle.isEmpty()) {
      return writeRun(given);
    }
    if (engine.engine() == Engine.KERNEL) {
      throw new UnusableOptionException("--engine kernel: " + obstacle.get());
    }
    requireNoTrace(obstacle.get());
    return writeModel(given, obstacle.get());
  }

  private void requireNoTrace(String why) {
    if (trace) {
      throw new UnusableOptionException("--trace needs the kernel's code to run: " + why);
    }
  }

  /** How far the kernel's code runs: what is after that takes a device, and is the model's. */
  private Stage runStage() {
    return stage == Stage.RODATA_RO ? Stage.PAGING_INIT : stage;
  }

  private BuildManifest writeRun(BootOptions.Given given) throws IOException {
    try (Progress progress = Progress.start(err(), "running the kernel to " + stage.label());
        BuildWriter writer = BuildWriter.into(output, written -> progress.step("writing"))) {
      BootByCode run = given.enter();
      WatchedRun watched = WatchedRun.of(run);
      Stop stop = watched.runTo(runStage(), engine.mostInstructions());
      if (watched.panic().isPresent() || !(stop instanceof Stop.Reached)) {
        throw new KernelStoppedException(runStage().label(), StoppedText.of(watched, run, stop));
      }
      ManifestOfRun description =
          new ManifestOfRun(
              given.kernel(),
              given.machine(),
              given.assumptions(),
              reason(run.run().processor().executed()));
      try (BootSnapshot left = run.snapshot(runStage());
          BootSnapshot snapshot = finished(given, left, writer.store())) {
        Optional<TableWrites> writes = Optional.empty();
        if (trace) {
          progress.step("running it again, to see who writes");
          writes = Optional.of(writes(given, left, run.run().processor().executed()));
        }
        return writer.write(
            snapshot,
            images -> description.describe(snapshot, run.facts(left), images),
            writes,
            emit.forms());
      }
    }
  }

  private String reason(long executed) {
    String run = "its own code, " + Sizes.grouped(executed) + " instructions";
    return runStage() == stage
        ? run
        : run + " to " + runStage().label() + ", and the model from there";
  }

  /** What the model makes of what the code left, where the code does not come to the stage. */
  private BootSnapshot finished(BootOptions.Given given, BootSnapshot left, Path store) {
    return runStage() == stage
        ? left
        : new BootSequence(given.decide().environment()).finish(left, tableMemory, store);
  }

  private TableWrites writes(BootOptions.Given given, BootSnapshot snapshot, long executed)
      throws IOException {
    long text = given.kernel().symbols().require("_text");
    List<Range> tables =
        snapshot.images().stream()
            .map(image -> new Range(image.pa(), image.pa() + image.size()))
            .toList();
    return TracedBoot.run(
        given.enter(),
        ImageSymbols.read(boot.kernel().kernel(), text),
        runStage(),
        executed,
        tables);
  }

  private BuildManifest writeModel(BootOptions.Given given, String reason) throws IOException {
    BootOptions.Boot loaded = given.decide();
    BootEnvironment environment = loaded.environment();
    try (Progress progress = Progress.start(err(), "building " + stage.label());
        BuildWriter writer =
            BuildWriter.into(
                output,
                written -> progress.step("writing " + output + ": " + Sizes.rounded(written)))) {
      checkRoom(TableEstimate.linearMapBytes(environment, stage), writer.room());
      try (BootSnapshot snapshot =
          new BootSequence(environment).run(stage, tableMemory, writer.store())) {
        ManifestOfBoot description = new ManifestOfBoot(environment, loaded.assumptions(), reason);
        return writer.write(
            snapshot,
            images -> description.describe(snapshot, images),
            Optional.empty(),
            emit.forms());
      }
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** The tables are there twice for a moment, but for those that stay in memory until the end. */
  private void checkRoom(long images, long room) {
    long needed = images + Math.max(0, images - tableMemory);
    if (!boot.kernel().hints().forced() && needed > room) {
      throw new UnusableOptionException(
          output
              + ": the tables of this much memory take about "
              + Sizes.rounded(needed)
              + " there, and "
              + Sizes.rounded(Math.max(1, room))
              + " are free: give less memory or another folder, or --force to try");
    }
  }
}

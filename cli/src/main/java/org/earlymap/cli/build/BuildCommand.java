// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.build;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.earlymap.Sizes;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.TableEstimate;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.build.BuildManifest;
import org.earlymap.build.BuildWriter;
import org.earlymap.build.ManifestOfBoot;
import org.earlymap.build.ManifestWriter;
import org.earlymap.cli.options.BootOptions;
import org.earlymap.cli.options.SizeConverter;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.FileTrouble;
import org.earlymap.cli.output.Progress;
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
      "  earlymap build vmlinux --memory 0x80000000:2G --stage paging-init -o tables"
    })
public final class BuildCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BootOptions boot = new BootOptions();

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
    BootOptions.Boot loaded = boot.load();
    BuildManifest manifest;
    try {
      manifest = write(loaded);
    } catch (UncheckedIOException e) {
      throw FileTrouble.of(output, e.getCause());
    } catch (IOException e) {
      throw FileTrouble.of(output, e);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      out.print(ManifestWriter.write(manifest));
    } else {
      new BuildText(out).print(loaded.environment(), manifest, output);
    }
    return ExitCode.DONE;
  }

  private BuildManifest write(BootOptions.Boot loaded) throws IOException {
    BootEnvironment environment = loaded.environment();
    PrintWriter err = spec.commandLine().getErr();
    try (Progress progress = Progress.start(err, "building " + stage.label());
        BuildWriter writer =
            BuildWriter.into(
                output,
                written -> progress.step("writing " + output + ": " + Sizes.rounded(written)))) {
      checkRoom(TableEstimate.linearMapBytes(environment, stage), writer.room());
      try (BootSnapshot snapshot =
          new BootSequence(environment).run(stage, tableMemory, writer.store())) {
        ManifestOfBoot description = new ManifestOfBoot(environment, loaded.assumptions());
        return writer.write(snapshot, images -> description.describe(snapshot, images));
      }
    }
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

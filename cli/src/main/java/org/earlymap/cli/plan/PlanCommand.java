// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.plan;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.build.BuildManifest;
import org.earlymap.build.BuildWriter;
import org.earlymap.build.ManifestWriter;
import org.earlymap.cli.output.EmitOptions;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.FileTrouble;
import org.earlymap.cli.output.OutputFile;
import org.earlymap.format.Bytes;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.plan.Plan;
import org.earlymap.plan.PlanPolicy;
import org.earlymap.plan.PlanSpace;
import org.earlymap.plan.PlannedTables;
import org.earlymap.plan.ProgramRegions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earlymap plan}: tables for any program. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the fewest translation tables that map what a plan asks for: a program's sections with"
          + " their permissions, devices, guards, at EL1, EL2, EL3 or as stage 2. Without a plan,"
          + " an ELF program is mapped where it is linked to, section by section, for EL1.",
      "",
      "The folder is one of a build: walk, dump, diff, verify, wx and tlbi --from take it.",
      "",
      "A plan is YAML; src/docs/plan.md and src/docs/plan.schema.json describe it. --from-elf"
          + " prints one to start with."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap plan --from-elf loader.elf -o loader.yaml",
      "  earlymap plan loader.yaml -o tables --emit qemu --emit registers",
      "  earlymap plan program.elf -o tables && earlymap dump tables",
      "  earlymap plan guest.yaml -o new && earlymap diff old new"
    })
public final class PlanCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "PLAN|ELF", description = "A plan, or an ELF program.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "The folder for images and manifest.json, earlymap-out if it is not given; with"
              + " --from-elf the file for the plan.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--from-elf",
      description = "Print a plan for an ELF program, to edit, and make no tables.")
  private boolean fromElf;

  @Mixin private EmitOptions emit = new EmitOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "What is printed: a summary, text (default), or the manifest, json.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() throws IOException {
    if (fromElf) {
      return writeFirstPlan();
    }
    Path folder = output.orElse(Path.of("earlymap-out"));
    FileTrouble.checkFolder(folder);
    Bytes bytes = Bytes.map(file);
    PlanFile read = ElfFile.isElf(bytes) ? plain(bytes) : PlanFile.read(file);
    PlannedTables tables = read.plan().tables(read.name());
    BuildManifest manifest = write(folder, read, tables);
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      out.print(ManifestWriter.write(manifest));
    } else {
      new PlanText(out).print(read, tables, manifest, folder);
    }
    return ExitCode.DONE;
  }

  private BuildManifest write(Path folder, PlanFile read, PlannedTables tables) throws IOException {
    BuildManifest.Planned planned = BuildManifest.Planned.of(file, read.program());
    try (BuildWriter writer = BuildWriter.into(folder)) {
      return writer.write(
          tables,
          read.name(),
          images -> BuildManifest.ofPlan(planned, tables, images),
          emit.forms());
    } catch (IOException e) {
      throw FileTrouble.of(folder, e);
    }
  }

  /** A program without a plan. */
  private PlanFile plain(Bytes bytes) {
    PlanSpace space = PlanSpace.USUAL;
    Plan plan =
        new Plan(
            space,
            ProgramRegions.sections(
                ElfFile.of(bytes), ProgramRegions.Placement.IDENTITY, space.kind(), List.of()),
            List.of(),
            PlanPolicy.USUAL,
            Plan.TableMemory.CHOSEN);
    return new PlanFile("tables", plan, Optional.of(file));
  }

  private int writeFirstPlan() throws IOException {
    String text = FirstPlan.of(file, output.orElse(Path.of("plan.yaml")));
    if (output.isPresent()) {
      OutputFile.write(output.get(), out -> out.print(text));
    } else {
      spec.commandLine().getOut().print(text);
    }
    return ExitCode.DONE;
  }
}

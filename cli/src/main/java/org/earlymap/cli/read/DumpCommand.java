// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.arch.VaHalf;
import org.earlymap.build.BuildManifest;
import org.earlymap.build.BuildManifest.Kernel;
import org.earlymap.build.MemoryImage;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.OutputOption;
import org.earlymap.cli.output.TableTrouble;
import org.earlymap.cli.picture.BuildPage;
import org.earlymap.config.KernelConfig;
import org.earlymap.format.compress.PlainFile;
import org.earlymap.format.kconfig.DotConfig;
import org.earlymap.kernel.running.RunningKernel;
import org.earlymap.layout.AddressMarker;
import org.earlymap.layout.PageTableDump;
import org.earlymap.layout.VaLayout;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.table.TableFindings;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code earlymap dump}: all that tables map. */
@Command(
    name = "dump",
    mixinStandardHelpOptions = true,
    description = {
      "Prints all that tables map. The text is that of /sys/kernel/debug/kernel_page_tables and"
          + " diffs against the file of a running machine; with --config it has the lines that name"
          + " the parts of the address space.",
      "",
      "What is wrong with the tables goes to standard error; exit code 1 says that something is."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap dump build/ --config .config | diff - kernel_page_tables",
      "  earlymap dump build/ --root init_idmap_pg_dir --format json",
      "  earlymap dump guest.core --tcr 0x08400036b54c350c --ttbr1 0x4045e000 --format csv",
      "  earlymap dump build/ --format dot | dot -Tsvg -o tables.svg",
      "  earlymap dump build/ --format html -o build.html"
    })
public final class DumpCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON,
    CSV,
    DOT,
    HTML
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ImageOptions image = new ImageOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "text (default), json, csv, dot: the tables as a graph, or html: a page with pictures of"
              + " all that a build has, or of the tables that --root or --half choose.")
  private Format format = Format.TEXT;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The kernel's configuration, a .config file.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      description = "The kernel's release, where nothing else says it.")
  private Optional<String> release = Optional.empty();

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    MemoryImage memory = image.open(spec.commandLine().getErr());
    TranslationContext context = image.context(memory);
    TableWalker walker = new TableWalker(memory.memory(), context);
    List<AddressMarker> markers = markers(memory, context);
    Optional<TableWrites> writes = format == Format.HTML ? image.writes(memory) : Optional.empty();
    output.write(
        spec.commandLine().getOut(),
        out -> {
          switch (format) {
            case TEXT -> PageTableDump.write(walker, markers, out::println);
            case JSON, CSV -> {
              MappingRows rows = new MappingRows(out, context, format == Format.JSON);
              walker.walkMerged(rows);
              rows.end();
            }
            case DOT -> new TableGraph(memory.memory(), context, out).print();
            case HTML -> out.print(BuildPage.of(image.view(memory, walker, writes)));
          }
        });
    TableFindings findings = TableTrouble.print(spec.commandLine().getErr(), "", walker);
    return findings.total() > 0 ? ExitCode.NO : ExitCode.DONE;
  }

  private List<AddressMarker> markers(MemoryImage memory, TranslationContext context)
      throws IOException {
    // The parts that the kernel names lie in the upper half.
    if (config.isEmpty() || format != Format.TEXT || context.half() == VaHalf.LOWER) {
      return List.of();
    }
    DotConfig read = DotConfig.read(PlainFile.map(config.get()));
    Optional<String> text =
        release
            .or(() -> memory.manifest().flatMap(BuildManifest::kernel).map(Kernel::release))
            .or(() -> memory.kernel().flatMap(RunningKernel::release))
            .or(read::release);
    Optional<KernelRelease> parsed = text.flatMap(KernelRelease::parse);
    if (parsed.isEmpty()) {
      throw new UnusableOptionException("--release is needed: nothing says the kernel's release");
    }
    VaLayout layout =
        VaLayout.of(
            KernelConfig.of(read.options()),
            KernelTraits.of(parsed.get()),
            context.regime().vaBits());
    return AddressMarker.of(layout);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.earlymap.build.BuildManifest;
import org.earlymap.build.MemoryImage;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.OutputOption;
import org.earlymap.format.UnsignedNumber;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.table.WalkStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earlymap trace}: who wrote the tables of a build that was made with a trace. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description = {
      "Says who wrote the descriptors of a build that was made with --trace: the function, who"
          + " called it, the number of the instruction, and the value before and after.",
      "",
      "PLACE is a virtual address (the history of the entries that translate it), the physical"
          + " address of an entry (its history), or a table: its physical address, or the name of"
          + " an image or root. Without PLACE: all tables, a line each.",
      "",
      "Of an entry that was written often the last eight writes are kept, and how many there were.",
      "",
      "Exit code 1 says that nothing there was written while the kernel ran."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap build vmlinux --trace --stage paging-init -o tables",
      "  earlymap trace tables",
      "  earlymap trace tables 0xffff800080000000",
      "  earlymap trace tables swapper_pg_dir"
    })
public final class TraceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ImageOptions image = new ImageOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PLACE",
      description = "A virtual address, or a table or an entry of the build.")
  private Optional<String> place = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "What is printed. Default: text.")
  private Format format = Format.TEXT;

  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Override
  public Integer call() throws IOException {
    MemoryImage memory = image.open(spec.commandLine().getErr());
    Optional<TableWrites> traced = image.writes(memory);
    if (traced.isEmpty() || memory.manifest().isEmpty()) {
      throw new UnusableOptionException(
          "nothing says who wrote these tables: build them with --engine kernel --trace");
    }
    TableWrites writes = traced.get();
    TraceReport report = new TraceReport(memory.memory(), memory.manifest().get(), writes);
    List<TraceReport.Entry> entries = new ArrayList<>();
    boolean whole = false;
    if (place.isEmpty()) {
      output.write(
          spec.commandLine().getOut(),
          out -> {
            if (format == Format.JSON) {
              TraceJson.printTables(report, out);
            } else {
              TraceText.printTables(report, out);
            }
          });
      return ExitCode.DONE;
    }
    OptionalLong root = tableOf(memory.manifest().get(), place.get());
    OptionalLong number = number(place.get());
    if (root.isPresent()) {
      whole = true;
      entries.addAll(report.table(root.getAsLong()));
    } else if (number.isEmpty()) {
      throw new UnusableOptionException(
          "PLACE: found '"
              + place.get()
              + "', expected an address, or the name of an image or root of the build");
    } else if (memory.memory().contains(number.getAsLong(), Long.BYTES)) {
      entries.add(report.entry(number.getAsLong() & -Long.BYTES));
    } else {
      Translation walk =
          new TableWalker(memory.memory(), image.contextFor(memory, number.getAsLong()))
              .translate(number.getAsLong());
      for (WalkStep step : walk.steps()) {
        entries.add(report.entry(step));
      }
    }
    boolean table = whole;
    output.write(
        spec.commandLine().getOut(),
        out -> {
          if (format == Format.JSON) {
            TraceJson.printEntries(entries, out);
          } else if (table) {
            TraceText.printTable(entries, out);
          } else {
            TraceText.printEntries(entries, out);
          }
        });
    return entries.stream().anyMatch(entry -> entry.count() > 0) ? ExitCode.DONE : ExitCode.NO;
  }

  /** An address; {@code 0x} may be left out. */
  private static OptionalLong number(String text) {
    boolean marked = text.startsWith("0x") || text.startsWith("0X");
    return UnsignedNumber.parse(marked ? text : "0x" + text);
  }

  /** The physical address of a table: a page of the build, or the start of a named piece of it. */
  private static OptionalLong tableOf(BuildManifest manifest, String place) {
    for (TableRoot root : manifest.roots()) {
      if (root.name().equals(place)) {
        return OptionalLong.of(root.pa());
      }
    }
    OptionalLong number = number(place);
    long page = manifest.boot().granule().bytes();
    for (BuildManifest.Image piece : manifest.images()) {
      if (piece.name().equals(place) || piece.file().equals(place)) {
        return OptionalLong.of(piece.pa());
      }
      if (number.isPresent()
          && number.getAsLong() % page == 0
          && number.getAsLong() >= piece.pa()
          && number.getAsLong() < piece.pa() + piece.size()) {
        return number;
      }
    }
    return OptionalLong.empty();
  }
}

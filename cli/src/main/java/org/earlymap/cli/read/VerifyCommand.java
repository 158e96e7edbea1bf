// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.Hex;
import org.earlymap.InputException;
import org.earlymap.Sizes;
import org.earlymap.arch.VaHalf;
import org.earlymap.build.Build;
import org.earlymap.build.MemoryComparison;
import org.earlymap.build.MemoryImage;
import org.earlymap.build.RegisterComparison;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.Progress;
import org.earlymap.cli.output.TableTrouble;
import org.earlymap.cli.text.DescriptorText;
import org.earlymap.cli.text.JsonText;
import org.earlymap.compare.LiveComparison;
import org.earlymap.format.WholeFile;
import org.earlymap.format.compress.PlainFile;
import org.earlymap.format.registers.RegisterText;
import org.earlymap.format.registers.RegisterValues;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

/** {@code earlymap verify}: a build against captured memory. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compares a build's images with captured memory, word by word: they are identical, or the"
          + " first difference is printed (all with --all), both descriptors decoded. Every image"
          + " must have the SHA-256 that the manifest gives; other commands compare that of images"
          + " up to 64 MiB, and the size of all.",
      "",
      "Exit code 1 says that they are not identical, that the memory does not hold an image, or"
          + " that --page-tables shows what should not differ; 2 says that the build lacks tables"
          + " which its roots lead to."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap verify build/ guest.core",
      "  earlymap verify build/ ram.bin@0x40000000 --registers gdb.txt",
      "  earlymap verify build/manifest.json ram.bin@0x40000000 --all",
      "  earlymap verify build/ --page-tables kernel_page_tables"
    })
public final class VerifyCommand implements Callable<Integer> {
  /** More than a kernel's text has, even with all of memory in pages. */
  private static final int MOST_TEXT = 64 << 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "BUILD",
      description = "A build: its folder or manifest.json.")
  private Path build = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "MEMORY",
      description =
          "Captured memory: a core (ELF or kdump), plain memory as FILE@ADDRESS, another build.")
  private String[] files = {};

  @Option(
      names = "--registers",
      paramLabel = "FILE",
      description =
          "The machine's registers, as a debugger prints them: each that the build has too must be"
              + " equal.")
  private Optional<Path> registers = Optional.empty();

  @Option(
      names = "--page-tables",
      paramLabel = "FILE",
      description =
          "The text of a running machine's /sys/kernel/debug/kernel_page_tables: which predicted"
              + " ranges agree with it, and what differs that should not.")
  private Optional<Path> pageTables = Optional.empty();

  @Option(names = "--all", description = "Print every difference and not only the first.")
  private boolean all;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (default) or json.")
  private Format format = Format.TEXT;

  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Override
  public Integer call() throws IOException {
    if (pageTables.isPresent() != (files.length == 0)) {
      throw new UnusableOptionException(
          "expected memory to compare with, or --page-tables, and not both");
    }
    if (pageTables.isPresent()) {
      return comparePageTables(pageTables.get());
    }
    Build built;
    MemoryComparison comparison;
    Optional<RegisterComparison> compared;
    boolean whole;
    PrintWriter err = spec.commandLine().getErr();
    try (Progress progress = Progress.start(err, "hashing " + build)) {
      built = Build.readVerified(build);
      MemoryImage memory = ImageOptions.openAll(files, built.memory().order());
      compared = registers(built);
      progress.step("comparing");
      comparison = MemoryComparison.of(built, memory.memory(), all ? Integer.MAX_VALUE : 1);
      progress.step("walking the tables");
      whole = true;
      for (TableRoot root : built.manifest().roots()) {
        whole &= TableTrouble.sawEverything(err, root.name(), built.walker(root));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      printJson(out, built, comparison, compared, whole);
    } else {
      compared.ifPresent(each -> printText(out, each));
      printText(out, built, comparison);
    }
    if (!whole) {
      return ExitCode.TROUBLE;
    }
    boolean same = compared.map(each -> each.differences().isEmpty()).orElse(true);
    return comparison.identical() && same ? ExitCode.DONE : ExitCode.NO;
  }

  private int comparePageTables(Path file) throws IOException {
    Build built = Build.read(build);
    TableRoot root =
        built.manifest().roots().stream()
            .filter(one -> one.name().equals("swapper_pg_dir"))
            .findFirst()
            .or(
                () ->
                    built.manifest().roots().stream()
                        .filter(one -> one.half() == VaHalf.UPPER)
                        .findFirst())
            .orElseThrow(
                () -> new InputException(build + ": the build has no root of the kernel's"));
    String text = WholeFile.text(file, MOST_TEXT, "the text of kernel_page_tables");
    LiveComparison comparison = LiveComparison.of(built.walker(root), file.toString(), text);
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      LiveText.printJson(out, comparison);
    } else {
      LiveText.print(out, comparison, all);
    }
    return comparison.agrees() ? ExitCode.DONE : ExitCode.NO;
  }

  private Optional<RegisterComparison> registers(Build built) throws IOException {
    if (registers.isEmpty()) {
      return Optional.empty();
    }
    RegisterValues found = RegisterText.read(PlainFile.map(registers.get()));
    return Optional.of(RegisterComparison.of(built.manifest().registers(), found));
  }

  private static void printText(PrintWriter out, RegisterComparison comparison) {
    for (RegisterComparison.Difference difference : comparison.differences()) {
      out.println(
          difference.register()
              + ": built "
              + Hex.of(difference.built())
              + ", found "
              + Hex.of(difference.found()));
    }
    out.println(
        comparison.differences().isEmpty()
            ? "identical: " + comparison.compared() + " registers"
            : comparison.differences().size()
                + " of "
                + comparison.compared()
                + " registers differ");
  }

  private static void printJson(
      PrintWriter out,
      Build built,
      MemoryComparison comparison,
      Optional<RegisterComparison> registers,
      boolean whole) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", "earlymap.verification/1");
          json.writeBooleanProperty("identical", comparison.identical());
          json.writeBooleanProperty("complete", whole);
          json.writeNumberProperty("images", built.manifest().images().size());
          json.writeNumberProperty("descriptorsCompared", comparison.compared());
          json.writeNumberProperty("descriptorsThatDiffer", comparison.total());
          json.writeArrayPropertyStart("missing");
          comparison.missing().forEach(json::writeString);
          json.writeEndArray();
          json.writeArrayPropertyStart("differences");
          for (MemoryComparison.Difference difference : comparison.differences()) {
            json.writeStartObject();
            json.writeStringProperty("image", difference.image());
            json.writeStringProperty("pa", Hex.of(difference.pa()));
            json.writeStringProperty("built", Hex.of(difference.built()));
            json.writeStringProperty("found", Hex.of(difference.found()));
            json.writeEndObject();
          }
          json.writeEndArray();
          registers.ifPresent(each -> write(json, each));
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, RegisterComparison comparison) {
    json.writeNumberProperty("registersCompared", comparison.compared());
    json.writeArrayPropertyStart("registersThatDiffer");
    for (RegisterComparison.Difference difference : comparison.differences()) {
      json.writeStartObject();
      json.writeStringProperty("register", difference.register());
      json.writeStringProperty("built", Hex.of(difference.built()));
      json.writeStringProperty("found", Hex.of(difference.found()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void printText(PrintWriter out, Build built, MemoryComparison comparison) {
    Map<Long, Place> places = comparison.total() == 0 ? Map.of() : places(built);
    for (MemoryComparison.Difference difference : comparison.differences()) {
      print(out, difference, built, places);
    }
    for (String missing : comparison.missing()) {
      out.println(missing + ": the memory does not hold all of it");
    }
    long bytes = comparison.compared() * Long.BYTES;
    out.println(
        comparison.identical()
            ? "identical: " + built.manifest().images().size() + " images, " + Sizes.exact(bytes)
            : comparison.total() + " of " + comparison.compared() + " descriptors differ");
  }

  /** What a table page is, to decode its entries. */
  private record Place(int level, TranslationContext context) {}

  private static Map<Long, Place> places(Build built) {
    Map<Long, Place> places = new HashMap<>();
    for (TableRoot root : built.manifest().roots()) {
      TableWalker walker = built.walker(root);
      walker.walk(
          new TableVisitor() {
            @Override
            public void table(long va, int level, long pa, int entries, long descriptor) {
              places.putIfAbsent(
                  root.regime().granule().pageDown(pa), new Place(level, walker.context()));
            }
          });
    }
    return places;
  }

  private static void print(
      PrintWriter out,
      MemoryComparison.Difference difference,
      Build built,
      Map<Long, Place> places) {
    long page = built.manifest().boot().granule().pageDown(difference.pa());
    out.println(
        difference.image()
            + ": entry "
            + (difference.pa() - page) / Long.BYTES
            + " of the page at "
            + Hex.of(page));
    Place place = places.get(page);
    print(out, "built", difference.built(), place);
    print(out, "found", difference.found(), place);
  }

  private static void print(
      PrintWriter out, String what, long descriptor, @org.jspecify.annotations.Nullable Place at) {
    out.println("  " + what + "  " + Hex.of(descriptor));
    if (at != null) {
      for (String line : DescriptorText.of(descriptor, at.level(), at.context(), 0)) {
        out.println("         " + line);
      }
    }
  }
}

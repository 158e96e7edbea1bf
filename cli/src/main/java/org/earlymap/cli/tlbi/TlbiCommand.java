// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.tlbi;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.cli.options.AddressConverter;
import org.earlymap.cli.options.SizeConverter;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.tlb.TlbiPlan;
import org.earlymap.tlb.TlbiPlanner;
import org.earlymap.tlb.TlbiRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code earlymap tlbi}: the operations that invalidate a range. */
@Command(
    name = "tlbi",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the TLB invalidations that take a range out of every TLB, as the kernel issues"
          + " them, with their operands in hex and in fields.",
      "",
      "With two builds: what changes between their mappings, the invalidations that this needs, and"
          + " whether entries must be broken before they are made. A long row of operations is told"
          + " by its first and last; JSON has them all. Plans for EL2, EL3 and stage 2 have the"
          + " operations of those.",
      "",
      "Exit code 1 says that the operations miss a part of the range, which happens with the"
          + " algorithm before 6.8 under LPA2; 2 that not all tables of two builds could be read."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap tlbi --start 0xffff800080000000 --size 268K --range --ttl --lpa2 --level 3",
      "  earlymap tlbi --start 0xfff0000000201000 --size 3M --range --lpa2 --pre-6.8",
      "  earlymap tlbi --start 0x40000000 --size 1G --stride 2M --stage2 --range",
      "  earlymap tlbi --batch ranges.json",
      "  earlymap tlbi --from tables-before --to tables-after --range"
    })
public final class TlbiCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  private static final List<String> ONE_RANGE =
      List.of(
          "--start",
          "--size",
          "--page-size",
          "--stride",
          "--level",
          "--asid",
          "--last-level",
          "--kernel-range",
          "--stage2",
          "--no-limit",
          "--kpti");

  private static final List<String> ON_BUILDS = List.of("--from", "--to", "--root");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--start",
      paramLabel = "ADDRESS",
      converter = AddressConverter.class,
      description = "The first address; rounded down to the stride.")
  private Optional<Long> start = Optional.empty();

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "The bytes from there on, such as 64K; the end is rounded up to the stride.")
  private Optional<Long> size = Optional.empty();

  @Mixin private TlbiOptions how = new TlbiOptions();

  @Option(
      names = "--no-limit",
      description = "Split the range even where the kernel would invalidate everything instead.")
  private boolean noLimit;

  @Option(
      names = "--kpti",
      description = "Repeat operations for the user's half of an ASID (unmap at EL0).")
  private boolean kpti;

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description = {
        "A JSON array of ranges (page_shift, range, ttl, lpa2, start, pages, stride, asid, level,"
            + " last_level); prints it with the operations of each, without limits.",
      })
  private Optional<Path> batch = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "BUILD",
      description = "A build's folder or manifest: invalidate what changes from it to --to.")
  private Optional<Path> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "BUILD",
      description = "The build whose mappings take the place of those of --from.")
  private Optional<Path> to = Optional.empty();

  @Option(
      names = "--root",
      paramLabel = "NAME",
      description =
          "The tables to compare in --from and --to: by default swapper_pg_dir, or the only ones.")
  private Optional<String> root = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "text (default) or json; the JSON is one element of a --batch FILE, whose answers have a"
              + " schema with it.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    refuseContradictions();
    if (batch.isPresent()) {
      TlbiBatch.print(batch.get(), new TlbiPlanner(how.algorithm()), format == Format.JSON, out);
      return ExitCode.DONE;
    }
    if (from.isPresent() && to.isPresent()) {
      TlbiChanges changes =
          TlbiChanges.of(
              from.get(),
              to.get(),
              root,
              how.cpu(),
              how.chosenAlgorithm(),
              spec.commandLine().getErr());
      switch (format) {
        case TEXT -> changes.print(out);
        case JSON -> changes.printJson(out);
      }
      return changes.sawEverything() ? ExitCode.DONE : ExitCode.TROUBLE;
    }
    if (from.isPresent() || to.isPresent()) {
      throw new ParameterException(spec.commandLine(), "--from and --to need each other");
    }
    if (start.isEmpty() || size.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--start and --size are needed, or --batch, or --from and --to");
    }
    TlbiRequest request = how.request(how.covering(start.get(), size.get()));
    TlbiPlanner planner = new TlbiPlanner(how.algorithm());
    TlbiPlan plan = noLimit ? planner.split(request) : planner.flush(request);
    if (kpti) {
      plan = plan.withUserAsids();
    }
    switch (format) {
      case TEXT -> new TlbiText(out).print(plan);
      case JSON -> TlbiJson.print(plan, out);
    }
    return plan.missed().isEmpty() ? ExitCode.DONE : ExitCode.NO;
  }

  private void refuseContradictions() {
    if (batch.isPresent()) {
      refuse("--batch", ONE_RANGE);
      refuse("--batch", ON_BUILDS);
      refuse("--batch", List.of("--range", "--ttl", "--lpa2"));
    }
    if (from.isPresent()) {
      refuse("--from", ONE_RANGE);
    } else {
      refuse("a range", List.of("--root"));
    }
    refuse("--pre-6.8", List.of("--pre-6.8", "--release"));
    if (kpti && how.asid() % 2 != 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--kpti: ASID " + how.asid() + " is the user's half already; the kernel's is even");
    }
  }

  /** Refuses options that would be passed over, or two that exclude each other. */
  private void refuse(String with, List<String> options) {
    ParseResult given = spec.commandLine().getParseResult();
    List<String> found = options.stream().filter(given::hasMatchedOption).toList();
    boolean pair = options.contains(with);
    if (found.size() > (pair ? 1 : 0)) {
      throw new ParameterException(
          spec.commandLine(), found.get(found.size() - 1) + " has no meaning with " + with);
    }
  }
}

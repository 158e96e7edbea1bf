// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.diff;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.earlymap.build.Build;
import org.earlymap.build.BuildDiff;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.ColourOption;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.OutputOption;
import org.earlymap.cli.output.TableTrouble;
import org.earlymap.cli.picture.BuildDiffPage;
import org.earlymap.cli.picture.BuildView;
import org.earlymap.cli.picture.DiffPage;
import org.earlymap.compare.LayoutDiff;
import org.earlymap.compare.MappingChange;
import org.earlymap.compare.NamedLayout;
import org.earlymap.table.TableRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earlymap diff}: what differs between two address spaces or two builds. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    modelTransformer = DiffSideOptions.class,
    description = {
      "Says what differs between two address spaces, or between what two builds map.",
      "",
      "Each side is a kernel, a layout's JSON, options alone, or a build (its folder or its"
          + " manifest.json). An option of 'earlymap layout' counts for both sides; with a. or b."
          + " before its name, --a.va-bits 48, it counts for one.",
      "",
      "Two builds are compared as mappings, not bytes: ranges whose target, permission, memory"
          + " type, contiguity, block size, nG or GP differ. --bytes adds the descriptors.",
      "",
      "Exit code 0 says that both are the same, or of builds that they map the same, 1 that they"
          + " differ, 2 that not all tables of a build could be read."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap diff --a.va-bits 48 --b.va-bits 52",
      "  earlymap diff --config .config --b.kasan generic",
      "  earlymap diff vmlinux.old vmlinux",
      "  earlymap diff before.json after.json --format html -o diff.html",
      "  earlymap diff build-a/manifest.json build-b/manifest.json --bytes"
    })
public final class DiffCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON,
    HTML
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", arity = "0..1", paramLabel = "A", description = "The first side.")
  private Optional<Path> fileBefore = Optional.empty();

  @Parameters(index = "1", arity = "0..1", paramLabel = "B", description = "The second side.")
  private Optional<Path> fileAfter = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), json, or html: a page with both pictures side by side.")
  private Format format = Format.TEXT;

  @Mixin private ColourOption colour = new ColourOption();

  @Option(names = "--bytes", description = "Of two builds, print the descriptors that differ too.")
  private boolean bytes;

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    if (fileBefore.isEmpty() && DiffSideOptions.sameForBoth(spec.commandLine().getParseResult())) {
      throw new ParameterException(
          spec.commandLine(), "nothing to compare: give two files, or options with a. or b.");
    }
    DiffSide first = side(fileBefore, "a");
    DiffSide second = side(fileAfter, "b");
    Optional<Build> firstBuild = first.build();
    Optional<Build> secondBuild = second.build();
    if (firstBuild.isPresent() != secondBuild.isPresent()) {
      throw new UnusableOptionException(
          (firstBuild.isPresent() ? first : second).name()
              + " is a build, "
              + (firstBuild.isPresent() ? second : first).name()
              + " a layout: compare two of a kind");
    }
    if (firstBuild.isPresent() && secondBuild.isPresent()) {
      boolean all = sawEverything(first, firstBuild.get());
      all &= sawEverything(second, secondBuild.get());
      BuildDiff diff = BuildDiff.of(firstBuild.get(), secondBuild.get(), bytes);
      BuildView before = BuildView.of(first.name(), firstBuild.get(), Optional.empty());
      BuildView after = BuildView.of(second.name(), secondBuild.get(), Optional.empty());
      boolean whole = all;
      print(out -> printBuilds(before, after, diff, whole, out));
      if (!all) {
        return ExitCode.TROUBLE;
      }
      return diff.isEmpty() ? ExitCode.DONE : ExitCode.NO;
    }
    NamedLayout old = first.layout();
    NamedLayout young = second.layout();
    LayoutDiff diff = LayoutDiff.of(old, young);
    print(out -> printLayouts(old, young, diff, out));
    return diff.isEmpty() ? ExitCode.DONE : ExitCode.NO;
  }

  private boolean sawEverything(DiffSide side, Build build) {
    boolean all = true;
    for (TableRoot root : build.manifest().roots()) {
      String name = side.name() + " " + root.name();
      all &= TableTrouble.sawEverything(spec.commandLine().getErr(), name, build.walker(root));
    }
    return all;
  }

  private DiffSide side(Optional<Path> file, String name) {
    try {
      return DiffSide.of(
          file, DiffSideOptions.arguments(spec.commandLine().getParseResult(), name));
    } catch (ParameterException exception) {
      throw new UnusableOptionException("side " + name + ": " + exception.getMessage());
    }
  }

  private void print(Consumer<PrintWriter> contents) throws IOException {
    output.write(spec.commandLine().getOut(), contents);
  }

  private void printLayouts(NamedLayout old, NamedLayout young, LayoutDiff diff, PrintWriter out) {
    switch (format) {
      case TEXT -> new LayoutDiffText(out, colour.paint()).print(old, young, diff);
      case JSON -> DiffJson.print(old, young, diff, out);
      case HTML -> out.print(DiffPage.of(old, young, diff));
    }
  }

  private void printBuilds(
      BuildView first, BuildView second, BuildDiff diff, boolean whole, PrintWriter out) {
    switch (format) {
      case TEXT -> new BuildDiffText(out, colour.paint()).print(first.name(), second.name(), diff);
      case JSON -> DiffJson.print(first.name(), second.name(), diff, out);
      case HTML -> out.print(BuildDiffPage.of(first, second, diff, lines(diff), whole));
    }
  }

  private static List<BuildDiffPage.Line> lines(BuildDiff diff) {
    List<BuildDiffPage.Line> lines = new ArrayList<>();
    diff.roots()
        .forEach(
            (root, changes) -> {
              for (MappingChange change : changes) {
                lines.add(
                    new BuildDiffPage.Line(
                        root,
                        change.va(),
                        change.endVa(),
                        BuildDiffText.aspects(change),
                        BuildDiffText.shown(change.before(), change.va()),
                        BuildDiffText.shown(change.after(), change.va())));
              }
            });
    return lines;
  }
}

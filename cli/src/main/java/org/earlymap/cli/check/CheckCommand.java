// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.check;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.InputException;
import org.earlymap.check.Baseline;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Checker;
import org.earlymap.check.Report;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.cli.options.CheckedBootOptions;
import org.earlymap.cli.options.KernelHintOptions;
import org.earlymap.cli.output.ColourOption;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.version.KernelTraits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earlymap check}: a linter for linked kernels. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Judges linked kernels by what their own sources demand: segments, permissions, room for"
          + " early tables, relocations, the address space, and what the tables that they build"
          + " allow on the CPUs of --cpu.",
      "",
      "Exit code 1 says that there are findings at or above --fail-on; 2 that a kernel could not be"
          + " checked, whatever the others have."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap check samples/kernel/vmlinux-4k-52",
      "  earlymap check samples/kernel/vmlinux-4k-52 --only EM-TBL --verbose",
      "  earlymap check vmlinux --cpu cortex-a53 --cpu neoverse-n1 --dtb board.dtb",
      "  earlymap check new/vmlinux --against old/vmlinux --fail-on note",
      "  earlymap check vmlinux --format sarif",
      "  earlymap check --list-rules"
    })
public final class CheckCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON,
    SARIF,
    JUNIT
  }

  /** The least severity that makes the answer a no. */
  enum FailOn {
    NOTE,
    WARNING,
    ERROR,
    NEVER;

    boolean isReachedBy(Report report) {
      return switch (this) {
        case NOTE -> report.hasAtLeast(Severity.NOTE);
        case WARNING -> report.hasAtLeast(Severity.WARNING);
        case ERROR -> report.hasAtLeast(Severity.ERROR);
        case NEVER -> false;
      };
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "KERNEL",
      arity = "0..*",
      description = "The kernels: vmlinux files, or images such as /boot/vmlinuz.")
  private List<Path> kernels = new ArrayList<>();

  @Mixin private KernelHintOptions hints = new KernelHintOptions();

  @Mixin private RuleOptions selection = new RuleOptions();

  @Mixin private CheckedBootOptions boots = new CheckedBootOptions();

  @Option(
      names = "--against",
      paramLabel = "KERNEL",
      description = "Report only what this kernel does not have.")
  private Optional<Path> against = Optional.empty();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "note, warning (default), error or never: from where on the exit code is 1.")
  private FailOn failOn = FailOn.WARNING;

  @Option(
      names = "--strict",
      description = "A rule that could not be applied is trouble, too: exit code 2.")
  private boolean strict;

  @Option(names = "--list-rules", description = "Print the rules and what demands them.")
  private boolean listRules;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print measurements and the rules that did not apply, too.")
  private boolean verbose;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), json, sarif (2.1.0) or junit.")
  private Format format = Format.TEXT;

  @Mixin private ColourOption colour = new ColourOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<Rule> rules = selection.rules();
    if (listRules) {
      return list(rules, out);
    }
    if (kernels.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "a KERNEL is needed, or --list-rules");
    }
    CheckedBootOptions.Boots machines = boots.load();
    List<UncheckedKernel> unchecked = new ArrayList<>();
    List<Report> reports = reports(new Checker(rules), machines, unchecked);
    CheckSetting setting = CheckSetting.of(machines);
    switch (format) {
      case TEXT -> new CheckText(out, colour.paint()).print(reports, setting, verbose);
      case JSON -> CheckJson.print(reports, unchecked, setting, out);
      case SARIF -> CheckSarif.print(rules, reports, unchecked, setting, out);
      case JUNIT -> CheckJunit.print(reports, unchecked, failOn, setting, out);
    }
    boolean idle = reports.stream().anyMatch(report -> !report.notApplied().isEmpty());
    if (!unchecked.isEmpty() || (strict && idle)) {
      return ExitCode.TROUBLE;
    }
    return reports.stream().anyMatch(failOn::isReachedBy) ? ExitCode.NO : ExitCode.DONE;
  }

  private int list(List<Rule> rules, PrintWriter out) {
    switch (format) {
      case TEXT -> CheckText.printRules(rules, out);
      case JSON -> CheckJson.printRules(rules, out);
      default ->
          throw new ParameterException(
              spec.commandLine(), "--list-rules prints --format text or json");
    }
    return ExitCode.DONE;
  }

  private List<Report> reports(
      Checker checker, CheckedBootOptions.Boots machines, List<UncheckedKernel> unchecked)
      throws IOException {
    List<Baseline> known = new ArrayList<>();
    selection.baseline().ifPresent(known::add);
    if (against.isPresent()) {
      known.add(Baseline.of(checker.check(load(against.get(), machines))));
    }
    List<Report> reports = new ArrayList<>();
    for (Path kernel : kernels) {
      try {
        reports.add(
            checker
                .check(load(kernel, machines))
                .keeping(finding -> known.stream().noneMatch(before -> before.knows(finding))));
      } catch (InputException | IOException | UncheckedIOException e) {
        unchecked.add(reported(kernel, e));
      }
    }
    return reports;
  }

  private UncheckedKernel reported(Path kernel, Exception why) {
    UncheckedKernel failed = UncheckedKernel.of(kernel, why);
    PrintWriter err = spec.commandLine().getErr();
    err.println("earlymap: " + failed.message());
    if (Boolean.TRUE.equals(spec.root().findOption("--debug").<Object>getValue())) {
      why.printStackTrace(err);
    }
    return failed;
  }

  private CheckedKernel load(Path kernel, CheckedBootOptions.Boots machines) throws IOException {
    CheckedKernel loaded = CheckedKernel.load(kernel, hints.hints());
    KernelTraits.remark(loaded.image().release())
        .ifPresent(
            text -> spec.commandLine().getErr().println("earlymap: " + kernel + ": " + text));
    return machines.of(loaded);
  }
}

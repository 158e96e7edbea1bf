// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.earlymap.cli.options.PathConverter;
import org.earlymap.cli.output.ErrorReport;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.HelpWords;
import org.earlymap.cli.output.OutputStrategy;
import org.earlymap.cli.output.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code earlymap} itself: help, version, and the way to its subcommands. */
@Command(
    name = "earlymap",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description =
        "Computes, offline, the translation tables that an arm64 Linux kernel builds while it"
            + " boots.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; the answer, if there was a question, is yes",
      "1:done, and the answer is no (different, not verified, findings)",
      "2:trouble: bad usage, bad input, output that could not be written"
    })
public final class Earlymap implements Runnable {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  public boolean debug;

  @Spec CommandSpec spec = CommandSpec.create();

  /**
   * Runs one command line.
   *
   * @param out where answers go
   * @param err where errors and progress go
   * @return the exit code: 0 done, 1 the answer is no, 2 trouble
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(() -> commandLine(args), out, err, args);
  }

  /** Runs one command line by the model of it that {@code commandLine} makes or has. */
  static int run(
      Supplier<CommandLine> commandLine, PrintWriter out, PrintWriter err, String... args) {
    int code;
    try {
      code = commandLine.get().setOut(out).setErr(err).execute(args);
    } catch (Throwable trouble) {
      // An error of the JVM is no finding: whatever ends a command here is trouble.
      ErrorReport.print(trouble, err, List.of(args).contains("--debug"));
      code = ExitCode.TROUBLE;
    }
    out.flush();
    err.flush();
    return code;
  }

  /** The command line with all subcommands, as help and completion want it. */
  static CommandLine complete() {
    return commandLine();
  }

  /** A command line with the subcommand that {@code args} name, or with all of them. */
  static CommandLine commandLine(String... args) {
    // What picocli thinks of a value is a note on this program's fields, of no use to its user.
    CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
    Earlymap earlymap = new Earlymap();
    CommandLine commandLine = new CommandLine(earlymap);
    Optional<String> only = Arrays.stream(args).filter(Subcommands.NAMES::contains).findFirst();
    boolean all = only.isEmpty() || only.get().equals(Subcommands.HELP);
    for (String name : all ? Subcommands.NAMES : List.of(only.get())) {
      CommandLine subcommand = new CommandLine(Subcommands.make(name));
      if (!name.equals(Subcommands.HELP)) {
        CommandShape.give(subcommand.getCommandSpec());
        HelpWords.keepTogether(subcommand);
      }
      commandLine.addSubcommand(name, subcommand);
    }
    ErrorReport report = new ErrorReport(() -> earlymap.debug);
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(Terminal.columns())
        .setExecutionStrategy(new OutputStrategy())
        .registerConverter(Path.class, new PathConverter())
        .setParameterExceptionHandler(report)
        .setExecutionExceptionHandler(report);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.util.List;
import org.earlymap.cli.build.BuildCommand;
import org.earlymap.cli.check.CheckCommand;
import org.earlymap.cli.cpu.CpuCommand;
import org.earlymap.cli.diff.DiffCommand;
import org.earlymap.cli.inspect.InspectCommand;
import org.earlymap.cli.layout.LayoutCommand;
import org.earlymap.cli.plan.PlanCommand;
import org.earlymap.cli.read.DecodeCommand;
import org.earlymap.cli.read.DumpCommand;
import org.earlymap.cli.read.TraceCommand;
import org.earlymap.cli.read.VerifyCommand;
import org.earlymap.cli.read.WalkCommand;
import org.earlymap.cli.read.WxCommand;
import org.earlymap.cli.relocate.RelocateCommand;
import org.earlymap.cli.run.ProveCommand;
import org.earlymap.cli.run.RunCommand;
import org.earlymap.cli.sweep.SweepCommand;
import org.earlymap.cli.tlbi.TlbiCommand;
import picocli.CommandLine.HelpCommand;

/**
 * The subcommands. Only the one that runs is made: building picocli's model of all of them is most
 * of a short run's time.
 */
final class Subcommands {
  /** Prints the help of the others, and so needs them all. */
  static final String HELP = "help";

  /** Their names, in the order of the help. */
  static final List<String> NAMES =
      List.of(
          "build",
          "plan",
          "run",
          "prove",
          "layout",
          "diff",
          "sweep",
          "dump",
          "walk",
          "trace",
          "decode",
          "verify",
          "wx",
          "cpu",
          "inspect",
          "relocate",
          "check",
          "tlbi",
          "completion",
          HELP);

  private Subcommands() {}

  /**
   * A new command object.
   *
   * @throws IllegalArgumentException unless {@code name} is one of {@link #NAMES}
   */
  static Object make(String name) {
    return switch (name) {
      case "build" -> new BuildCommand();
      case "plan" -> new PlanCommand();
      case "run" -> new RunCommand();
      case "prove" -> new ProveCommand();
      case "layout" -> new LayoutCommand();
      case "diff" -> new DiffCommand();
      case "sweep" -> new SweepCommand();
      case "dump" -> new DumpCommand();
      case "walk" -> new WalkCommand();
      case "trace" -> new TraceCommand();
      case "decode" -> new DecodeCommand();
      case "verify" -> new VerifyCommand();
      case "wx" -> new WxCommand();
      case "cpu" -> new CpuCommand();
      case "inspect" -> new InspectCommand();
      case "relocate" -> new RelocateCommand();
      case "check" -> new CheckCommand();
      case "tlbi" -> new TlbiCommand();
      case "completion" -> new CompletionCommand();
      case HELP -> new HelpCommand();
      default -> throw new IllegalArgumentException("no subcommand " + name);
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.earlymap.a64.Stop;
import org.earlymap.boot.decide.Stage;
import org.earlymap.cli.options.BootOptions;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.OutputOption;
import org.earlymap.cli.output.Progress;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.run.BootByCode;
import org.earlymap.run.StageEnd;
import org.earlymap.run.stop.WatchedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code earlymap run}: does this kernel boot on this board, as far as it touches no device? */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Executes the code in a kernel's file on a CPU and a board that are described, and says how"
          + " far it comes. There are no devices, only memory and registers; nothing of this"
          + " machine is reachable from the code.",
      "",
      "Exit code 0: it came to where it was asked to. 1: it stopped before."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap run samples/kernel/booting/vmlinux-booting",
      "  earlymap run /boot/vmlinuz --config /boot/config --cpu cortex-a72 --dtb board.dtb",
      "  earlymap run vmlinux --log",
      "  earlymap run vmlinux --until paging_init --memory-out memory.bin"
    })
public final class RunCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BootOptions boot = new BootOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--until",
      paramLabel = "PLACE",
      description =
          "Where to stop: a stage (init-idmap, early-map, start-kernel, paging-init), a symbol, or"
              + " a virtual address. Default: paging-init, which is bootmem_init.")
  private String until = Stage.PAGING_INIT.label();

  @Option(
      names = "--max-instructions",
      paramLabel = "NUMBER",
      description = "Stop after so many instructions. Default: 4000000000.")
  private long most = BootByCode.USUAL_MOST_INSTRUCTIONS;

  @Option(
      names = "--log",
      description = "Print all of the kernel's log, and not only its end where it stopped.")
  private boolean log;

  @Option(
      names = "--memory-out",
      paramLabel = "FILE",
      description =
          "Write the board's memory, from its lowest address on, as it is in the end. What was"
              + " never written takes no room.")
  private Optional<Path> memoryOut = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "What is printed. Default: text.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() throws IOException {
    if (most <= 0) {
      throw new UnusableOptionException(
          "--max-instructions: found " + most + ", expected a number above 0");
    }
    if (memoryOut.isPresent()) {
      MemoryFile.check(memoryOut.get());
    }
    BootOptions.Given given = boot.given();
    long text = given.kernel().symbols().require("_text");
    ImageSymbols symbols = ImageSymbols.read(boot.kernel().kernel(), text);
    BootByCode run = given.enter();
    WatchedRun watched = new WatchedRun(run, symbols);
    Stop stop;
    PrintWriter err = spec.commandLine().getErr();
    try (Progress progress = Progress.start(err, "running")) {
      progress.step("running to " + until);
      stop = runTo(watched, given, symbols);
    }
    RunReport report = RunReport.of(given, run, watched, stop, until, symbols, log);
    output.write(
        spec.commandLine().getOut(),
        out -> {
          if (format == Format.JSON) {
            report.printJson(out);
          } else {
            report.printText(out);
          }
        });
    if (memoryOut.isPresent()) {
      MemoryFile.write(memoryOut.get(), run.run().memory(), given.machine().banks());
    }
    return report.reached() ? ExitCode.DONE : ExitCode.NO;
  }

  private Stop runTo(WatchedRun run, BootOptions.Given given, ImageSymbols symbols) {
    Optional<Stage> stage = Stage.named(until);
    if (stage.isPresent()) {
      if (StageEnd.of(given.kernel(), stage.get()).isEmpty()) {
        throw new UnusableOptionException(
            "--until: this kernel has no function that ends " + until);
      }
      return run.runTo(stage.get(), most);
    }
    OptionalLong distance = symbols.distance(until);
    if (distance.isPresent()) {
      return run.runTo(distance.getAsLong(), most);
    }
    return run.runToVirtual(address(), most);
  }

  private long address() {
    String digits = until.toLowerCase(Locale.ROOT);
    digits = digits.startsWith("0x") ? digits.substring(2) : digits;
    try {
      return Long.parseUnsignedLong(digits, 16);
    } catch (NumberFormatException e) {
      throw new UnusableOptionException(
          "--until: found '"
              + until
              + "', expected a stage, a symbol of this kernel, or a hexadecimal address",
          e);
    }
  }
}

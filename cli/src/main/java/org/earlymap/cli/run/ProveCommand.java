// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.earlymap.InputException;
import org.earlymap.Range;
import org.earlymap.a64.Stop;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.cli.options.BootOptions;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.OutputFile;
import org.earlymap.cli.output.OutputOption;
import org.earlymap.cli.output.Progress;
import org.earlymap.compare.DescriptorChange;
import org.earlymap.compare.EngineAgreement;
import org.earlymap.cpu.CpuModel;
import org.earlymap.format.Bytes;
import org.earlymap.format.fdt.BoardDescription;
import org.earlymap.format.fdt.FlattenedDeviceTree;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.machine.Machine;
import org.earlymap.machine.MachineTree;
import org.earlymap.run.BootByCode;
import org.earlymap.run.stop.WatchedRun;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.run.trace.TracedBoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code earlymap prove}: the model against the kernel's own code. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    description = {
      "Computes a boot twice, by the model and by executing the kernel's own code, and compares"
          + " them stage by stage: every word of every image, and the translation registers.",
      "",
      "Exit code 0: they agree. 1: they differ, or the code does not come to the stage. 2: the"
          + " model computes nothing there, and so nothing was compared."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap prove /boot/vmlinuz --config /boot/config --cpu cortex-a72",
      "  earlymap prove vmlinux --dtb board.dtb --stage start-kernel",
      "  earlymap prove vmlinux --random 100 --seed 1"
    })
public final class ProveCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON,
    JUNIT
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BootOptions boot = new BootOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "The last stage that is compared. Default: paging-init.")
  private Stage stage = Stage.PAGING_INIT;

  @Option(
      names = "--random",
      paramLabel = "N",
      description = "Compare on N random machines; the options of the machine are passed over.")
  private int random;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "What the random machines follow from. Default: 1.")
  private long seed = 1;

  @Option(
      names = "--max-instructions",
      paramLabel = "NUMBER",
      description = "Stop the code after so many instructions. Default: 4000000000.")
  private long most = BootByCode.USUAL_MOST_INSTRUCTIONS;

  @Option(
      names = "--format",
      paramLabel = "text|json|junit",
      description = "What is printed. Default: text.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() throws IOException {
    if (random < 0 || most <= 0) {
      throw new UnusableOptionException(
          "--random and --max-instructions: expected numbers above 0");
    }
    BootOptions.Given given = boot.given();
    KernelBuild kernel = given.kernel();
    Optional<String> obstacle = BootByCode.obstacle(kernel, stage);
    if (obstacle.isPresent()) {
      throw new UnusableOptionException(
          kernel.file() + ": the kernel's code cannot be asked: " + obstacle.get());
    }
    ImageSymbols symbols =
        ImageSymbols.read(boot.kernel().kernel(), kernel.symbols().require("_text"));
    List<ProofReport> reports = new ArrayList<>();
    PrintWriter err = spec.commandLine().getErr();
    try (Progress progress = Progress.start(err, "proving " + stage.label())) {
      if (random == 0) {
        String name = given.machine().cpuName();
        reports.add(prove(kernel, symbols, given.machine(), given::enter, name, ""));
      }
      RandomMachines machines = new RandomMachines(seed, CpuModel.shipped());
      long size = kernel.symbols().imageSize();
      for (int number = 0; number < random; number++) {
        progress.step(number + " of " + random + " machines");
        reports.add(proveRandom(kernel, symbols, machines.machine(number, size), number));
      }
    }
    output.write(spec.commandLine().getOut(), out -> print(out, reports));
    if (reports.stream().allMatch(ProofReport::agrees)) {
      return ExitCode.DONE;
    }
    // What was not compared is neither equal nor different.
    boolean differs = reports.stream().anyMatch(one -> !one.agrees() && !one.modelRefuses());
    return differs ? ExitCode.NO : ExitCode.TROUBLE;
  }

  private void print(PrintWriter out, List<ProofReport> reports) {
    switch (format) {
      case TEXT -> ProofText.print(out, reports);
      case JSON -> ProofText.printJson(out, reports);
      case JUNIT -> ProofJunit.print(out, reports);
    }
  }

  /** Both engines read the same device tree, as a kernel would; it is kept where they differ. */
  private ProofReport proveRandom(
      KernelBuild kernel, ImageSymbols symbols, Machine machine, int number) throws IOException {
    byte[] tree = MachineTree.of(machine);
    BoardDescription board =
        BoardDescription.of(FlattenedDeviceTree.read(Bytes.of("machine " + number, tree)));
    Machine read =
        machine.toBuilder()
            .board(board)
            .placement(machine.placement())
            .bootEl(machine.bootEl())
            .build();
    String name = "seed " + seed + ", machine " + number + " (" + machine.cpuName() + ")";
    Path file = Path.of("machine-" + seed + "-" + number + ".dtb");
    String repeat =
        String.format(
            Locale.ROOT,
            "earlymap prove %s --cpu %s --dtb %s --load-address 0x%x --fdt-address 0x%x --boot-el"
                + " %d",
            kernel.file(),
            machine.cpuName(),
            file,
            machine.loadAddress(),
            machine.fdtAddress(),
            machine.bootEl());
    Supplier<BootByCode> code = () -> BootByCode.enter(kernel, read, ByteBuffer.wrap(tree));
    ProofReport report = prove(kernel, symbols, read, code, name, repeat);
    if (!report.agrees() && !report.modelRefuses()) {
      OutputFile.write(file, tree);
    }
    return report;
  }

  private ProofReport prove(
      KernelBuild kernel,
      ImageSymbols symbols,
      Machine machine,
      Supplier<BootByCode> entered,
      String name,
      String repeat) {
    List<EngineAgreement> agreements = new ArrayList<>();
    Map<Stage, List<ProofDifference>> differences = new EnumMap<>(Stage.class);
    BootEnvironment environment;
    try {
      environment = BootEnvironment.resolve(kernel, machine);
    } catch (InputException e) {
      return ProofReport.refused(name, String.valueOf(e.getMessage()));
    }
    BootByCode code = entered.get();
    WatchedRun watched = new WatchedRun(code, symbols);
    for (Stage step : Stage.values()) {
      if (!stage.includes(step)) {
        continue;
      }
      Stop stop = watched.runTo(step, most);
      if (!(stop instanceof Stop.Reached) || watched.panic().isPresent()) {
        String why = StoppedText.of(watched, code, stop);
        return ProofReport.stopped(name, agreements, differences, step, why, repeat);
      }
      try (BootSnapshot model = new BootSequence(environment).run(step)) {
        EngineAgreement agreement = EngineAgreement.of(model, code, ProofReport.MOST_SHOWN);
        agreements.add(agreement);
        if (agreement.differing() > 0) {
          differences.put(step, explain(entered.get(), symbols, agreement.first(), model, code));
        }
      }
    }
    return ProofReport.compared(name, agreements, differences, repeat);
  }

  /** Decodes what differs, and has the kernel run once more to see who wrote it. */
  private static List<ProofDifference> explain(
      BootByCode again,
      ImageSymbols symbols,
      List<DescriptorChange> first,
      BootSnapshot model,
      BootByCode code) {
    List<Range> words =
        first.stream().map(change -> new Range(change.pa(), change.pa() + Long.BYTES)).toList();
    TableWrites writes =
        TracedBoot.run(again, symbols, model.stage(), code.run().processor().executed(), words);
    List<ProofDifference> differences = new ArrayList<>();
    try (BootSnapshot left = code.snapshot(model.stage())) {
      for (DescriptorChange change : first) {
        differences.add(ProofDifference.of(change, model, left, writes.last(change.pa())));
      }
    }
    return differences;
  }
}

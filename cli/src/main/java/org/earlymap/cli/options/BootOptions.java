// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.cpu.CpuModel;
import org.earlymap.format.fdt.BoardDescription;
import org.earlymap.kernel.KernelBuild;
import picocli.CommandLine.Mixin;

/** One boot: which kernel, on which CPU, given what. */
public final class BootOptions {
  @Mixin private KernelOptions kernel = new KernelOptions();
  @Mixin private CpuOptions cpu = new CpuOptions();
  @Mixin private MachineOptions machine = new MachineOptions();

  /**
   * A boot that is ready to be computed.
   *
   * @param environment kernel, machine and what follows from them
   * @param assumptions what was not given and how it was taken, a sentence each
   */
  public record Boot(BootEnvironment environment, List<String> assumptions) {
    /** Copies the list. */
    public Boot {
      assumptions = List.copyOf(assumptions);
    }
  }

  /** Which kernel. */
  public KernelOptions kernel() {
    return kernel;
  }

  /**
   * Reads kernel, CPU and board, and decides as the kernel will.
   *
   * @throws org.earlymap.InputException where one cannot be used
   */
  public Boot load() throws IOException {
    KernelBuild image = kernel.load();
    CpuModel model = cpu.load();
    Optional<BoardDescription> tree = machine.tree();
    BootEnvironment environment = BootEnvironment.resolve(image, machine.machine(model, tree));
    List<String> assumptions = new ArrayList<>();
    if (cpu.isAssumed()) {
      assumptions.add("CPU: " + model.name() + " (no --cpu)");
    }
    assumptions.addAll(machine.assumptions(environment.machine()));
    if (environment.decisions().seedUnknown()) {
      assumptions.add(
          "KASLR: no seed (no --kaslr-seed, none in the device tree); this CPU has FEAT_RNG, so"
              + " the kernel would draw one");
    }
    tree.ifPresent(board -> assumptions.addAll(board.remarks()));
    return new Boot(environment, assumptions);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.check.CheckedKernel;
import org.earlymap.cpu.CpuModel;
import org.earlymap.format.fdt.BoardDescription;
import org.earlymap.machine.Machine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The boots whose tables are judged: one board, any number of CPUs. */
public final class CheckedBootOptions {
  @Option(
      names = "--cpu",
      paramLabel = "MODEL|MIDR|FILE",
      description =
          "A CPU on which the tables that the kernel builds are judged: a model ('earlymap cpu"
              + " --list' prints them), a MIDR_EL1, an implementer and part such as 0x41:0xd0c, or"
              + " a JSON file of ID registers (repeatable). Default: qemu-max.")
  private List<String> cpus = new ArrayList<>();

  @Option(
      names = "--id-register",
      paramLabel = "NAME=VALUE",
      description = "Change one ID register of each CPU, ID_AA64MMFR3_EL1=0x100 (repeatable).")
  private List<String> idRegisters = new ArrayList<>();

  @Mixin private MachineOptions machine = new MachineOptions();

  /**
   * The boots.
   *
   * @param machines the board with each CPU
   * @param cpusAssumed whether no CPU was named
   * @param memoryAssumed whether no memory was named
   */
  public record Boots(List<Machine> machines, boolean cpusAssumed, boolean memoryAssumed) {
    /** Copies the list. */
    public Boots {
      machines = List.copyOf(machines);
    }

    /** The kernel, to be booted so. */
    public CheckedKernel of(CheckedKernel kernel) {
      List<Machine> fitting =
          machines.stream().map(machine -> machine.loadedWith(kernel.symbols())).toList();
      CheckedKernel booted = kernel.withMachines(fitting, !cpusAssumed || !memoryAssumed);
      return memoryAssumed ? booted : booted.withMemory(machines.get(0).banks());
    }

    /** The names of the CPUs. */
    public List<String> cpus() {
      return machines.stream().map(Machine::cpuName).toList();
    }
  }

  /**
   * Reads CPUs and board.
   *
   * @throws org.earlymap.InputException where one cannot be used
   */
  public Boots load() throws IOException {
    Optional<BoardDescription> tree = machine.tree();
    Map<String, Machine> machines = new LinkedHashMap<>();
    for (String cpu : cpus.isEmpty() ? List.of(CpuModel.USUAL) : new LinkedHashSet<>(cpus)) {
      Machine booted = machine.machine(changed(CpuModel.find(cpu)), tree);
      Machine other = machines.putIfAbsent(booted.cpuName(), booted);
      if (other != null && !other.equals(booted)) {
        throw new UnusableOptionException(
            "--cpu: two different CPUs are called '" + booted.cpuName() + "'");
      }
    }
    return new Boots(new ArrayList<>(machines.values()), cpus.isEmpty(), !machine.namesMemory());
  }

  private CpuModel changed(CpuModel model) {
    CpuModel changed = model;
    for (String assignment : idRegisters) {
      changed = changed.with(assignment);
    }
    return changed;
  }
}

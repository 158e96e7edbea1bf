// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.cpu.CpuModel;
import picocli.CommandLine.Option;

/** Which CPU. */
public final class CpuOptions {
  @Option(
      names = "--cpu",
      paramLabel = "MODEL|MIDR|FILE",
      description =
          "The CPU: a model ('earlymap cpu --list' prints them), a MIDR_EL1 such as 0x413fd0c1, an"
              + " implementer and part such as 0x41:0xd0c, or a JSON file of ID registers. Default:"
              + " qemu-max.")
  private Optional<String> cpu = Optional.empty();

  @Option(
      names = "--id-register",
      paramLabel = "NAME=VALUE",
      description = "Change one ID register of the CPU, ID_AA64MMFR2_EL1=0x1011 (repeatable).")
  private List<String> idRegisters = new ArrayList<>();

  /**
   * The CPU with its changes.
   *
   * @throws org.earlymap.InputException where it is unknown or its file is not one of a CPU
   */
  public CpuModel load() throws IOException {
    return changed(CpuModel.find(cpu.orElse(CpuModel.USUAL)));
  }

  /** Whether no CPU was named, so that it is taken to be QEMU's. */
  public boolean isAssumed() {
    return cpu.isEmpty();
  }

  /** What to say of a model that is in part uncertain, or came with registers nobody reads. */
  static List<String> remarks(CpuModel model) {
    List<String> remarks = new ArrayList<>();
    if (!model.uncertain().isEmpty()) {
      remarks.add("CPU: " + model.name() + " as it is known; uncertain: " + model.uncertain());
    }
    if (!model.others().isEmpty()) {
      String names = String.join(", ", model.others().keySet());
      remarks.add("CPU: registers of " + model.name() + " that change nothing: " + names);
    }
    return remarks;
  }

  /** {@code model} with the registers that were given. */
  CpuModel changed(CpuModel model) {
    CpuModel changed = model;
    for (String assignment : idRegisters) {
      changed = changed.with(assignment);
    }
    return changed;
  }
}

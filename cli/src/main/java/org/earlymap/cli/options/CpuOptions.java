// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.cpu.CpuModel;
import picocli.CommandLine.Option;

/** Which CPU. */
public final class CpuOptions {
  @Option(
      names = "--cpu",
      paramLabel = "MODEL|FILE",
      defaultValue = "qemu-max",
      description =
          "The CPU: a model ('earlymap cpu --list' prints them) or a JSON file of ID registers."
              + " Default: ${DEFAULT-VALUE}.")
  private String cpu = "qemu-max";

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
    return changed(CpuModel.find(cpu));
  }

  private CpuModel changed(CpuModel model) {
    CpuModel changed = model;
    for (String assignment : idRegisters) {
      changed = changed.with(assignment);
    }
    return changed;
  }
}

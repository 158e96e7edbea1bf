// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.earlymap.Range;
import org.earlymap.cpu.CpuModel;
import org.earlymap.machine.Machine;
import org.junit.jupiter.api.Test;

final class RandomMachinesTest {
  private static final long IMAGE = 40 << 20;

  /**
   * A kernel takes its tables from the highest memory, and dies where the CPU does not reach it.
   */
  @Test
  void memoryIsWithinWhatTheCpuReaches() {
    for (String cpu : CpuModel.shipped()) {
      RandomMachines machines = new RandomMachines(1, List.of(cpu));
      for (int number = 0; number < 200; number++) {
        Machine machine = machines.machine(number, IMAGE);
        long end = 1L << machine.physicalAddressBits();
        for (Range bank : machine.banks()) {
          assertThat(bank.end()).as(cpu + ", seed 1, machine " + number).isLessThanOrEqualTo(end);
        }
      }
    }
  }
}

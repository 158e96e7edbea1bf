// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import org.earlymap.cpu.CpuModel;
import org.earlymap.machine.Machine;

/** QEMU's virt board with 1 GiB, loaded as QEMU loads. */
public final class VirtMachine {
  private VirtMachine() {}

  /** The board with a shipped CPU model. */
  public static Machine with(String cpu) {
    return Machine.virt(CpuModel.named(cpu));
  }

  /** The board with a CPU and a command line. */
  public static Machine with(CpuModel cpu, String bootArgs) {
    return Machine.virt(cpu).withBootArgs(bootArgs);
  }
}

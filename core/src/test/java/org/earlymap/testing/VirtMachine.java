// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.cpu.CpuModel;
import org.earlymap.machine.Machine;

/** QEMU's virt board with 1 GiB, loaded as QEMU loads. */
public final class VirtMachine {
  private static final long BASE = 0x4000_0000L;

  private VirtMachine() {}

  /** The board with a shipped CPU model. */
  public static Machine with(String cpu) {
    try {
      return with(CpuModel.find(cpu), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The board with a CPU and a command line. */
  public static Machine with(CpuModel cpu, String bootArgs) {
    return new Machine(
        cpu.name(),
        cpu.registers(),
        BASE + (2 << 20),
        BASE + (128 << 20),
        1 << 20,
        List.of(new Range(BASE, 2 * BASE)),
        List.of(),
        Optional.empty(),
        OptionalLong.empty(),
        bootArgs,
        OptionalLong.empty(),
        1,
        false);
  }
}

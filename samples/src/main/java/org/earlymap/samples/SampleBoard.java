// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.cpu.CpuModel;
import org.earlymap.machine.Machine;

/** The machine that the samples boot on: 1 GiB of memory at 1 GiB, as QEMU's virt board has it. */
final class SampleBoard {
  private static final long GIB = 1L << 30;
  private static final long MIB = 1L << 20;

  private SampleBoard() {}

  /** The board with the CPU model {@code cpuName}. */
  static Machine with(String cpuName) throws IOException {
    CpuModel cpu = CpuModel.find(cpuName);
    return new Machine(
        cpu.name(),
        cpu.registers(),
        GIB + 2 * MIB, // where the boot loader put the kernel: a multiple of 2 MiB
        GIB + 128 * MIB, // and the device tree
        MIB,
        List.of(new Range(GIB, 2 * GIB)),
        List.of(),
        Optional.empty(),
        OptionalLong.empty(),
        "console=ttyAMA0",
        OptionalLong.empty(), // no kaslr-seed, so the kernel stays where it was linked
        1,
        false);
  }
}

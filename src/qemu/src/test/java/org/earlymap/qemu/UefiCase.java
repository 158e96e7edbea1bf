// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A boot of a stock kernel by UEFI firmware in the emulator.
 *
 * @param kernel a release, or a series and a flavour, as {@link StockKernel#get} takes them
 * @param cpu the emulator's name of the CPU
 * @param bootEl the exception level at which firmware and stub run
 * @param mebibytes the board's memory
 * @param acpi whether the firmware describes the board by ACPI, and not by a device tree
 * @param nodes NUMA nodes, 1 or 2
 * @param random whether the firmware has random numbers, by which the stub places the kernel
 * @param commandLine the kernel's
 */
record UefiCase(
    String kernel,
    String cpu,
    int bootEl,
    int mebibytes,
    boolean acpi,
    int nodes,
    boolean random,
    String commandLine) {
  /** The firmware of Debian's package {@code qemu-efi-aarch64}. */
  static final Path FIRMWARE = Path.of("/usr/share/qemu-efi-aarch64/QEMU_EFI.fd");

  /** The emulator's command, but for how it is observed. */
  List<String> command(Path image, Path memory) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Emulator.best("qemu-system-aarch64"),
                "-M",
                "virt"
                    + (nodes == 1 ? ",memory-backend=ram0" : "")
                    + (acpi ? ",acpi=on" : ",acpi=off")
                    + (bootEl == 2 ? ",virtualization=on" : ""),
                "-cpu",
                cpu,
                "-m",
                mebibytes + "M",
                "-bios",
                FIRMWARE.toString(),
                "-kernel",
                image.toString(),
                "-append",
                commandLine,
                "-icount",
                cpu.startsWith("max") ? "shift=0" : "shift=4",
                "-nic",
                "none"));
    long size = ((long) mebibytes << 20) / nodes;
    for (int node = 0; node < nodes; node++) {
      command.add("-object");
      command.add(
          "memory-backend-file,id=ram%d,share=on,mem-path=%s,size=%d,offset=%d"
              .formatted(node, memory, size, node * size));
      if (nodes > 1) {
        command.add("-numa");
        command.add("node,nodeid=%d,memdev=ram%d".formatted(node, node));
      }
    }
    if (random) {
      // The device sets a timer of its own at each request. With one pending the emulator's clock
      // goes on by itself whenever the debugger lets the CPU run: it has to end soon.
      command.addAll(List.of("-device", "virtio-rng-pci,max-bytes=65536,period=1"));
    }
    return command;
  }

  @Override
  public String toString() {
    return kernel
        + ", "
        + cpu
        + ", EL"
        + bootEl
        + ", "
        + mebibytes
        + " MiB"
        + (nodes == 1 ? "" : " in " + nodes + " nodes")
        + (acpi ? ", ACPI" : ", device tree")
        + (random ? ", random numbers" : "")
        + (commandLine.isEmpty() ? "" : ", " + commandLine);
  }
}

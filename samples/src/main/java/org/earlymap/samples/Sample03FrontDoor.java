// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.earlymap.api.Boot;
import org.earlymap.boot.decide.Stage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;

/**
 * The main job in a few lines: a kernel, a machine, an address, a folder of images.
 *
 * <p>What it writes is what {@code earlymap build} writes: {@code earlymap walk}, {@code dump},
 * {@code check} and {@code diff} read it.
 */
public final class Sample03FrontDoor {
  private Sample03FrontDoor() {}

  /**
   * Translates one address of a kernel, and writes its tables.
   *
   * @param args the kernel and the folder; {@code samples/kernel/vmlinux-4k-52} and {@code tables}
   *     without them
   */
  public static void main(String[] args) throws IOException {
    show(
        Path.of(args.length > 0 ? args[0] : "samples/kernel/vmlinux-4k-52"),
        Path.of(args.length > 1 ? args[1] : "tables"),
        System.out);
  }

  static void show(Path file, Path folder, PrintStream out) throws IOException {
    KernelBuild kernel = KernelBuild.load(file);
    Machine machine = Machine.virt(CpuModel.named("cortex-a76")).withMemory(0x40000000L, 4L << 30);
    try (Boot boot = Boot.of(kernel, machine).to(Stage.PAGING_INIT)) {
      out.println(boot.translate(0xffff800080010000L));
      boot.writeTo(folder);
    }
  }
}

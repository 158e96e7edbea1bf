// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.machine.Machine;

/**
 * Builds the early page tables of a kernel, and shows where they lie.
 *
 * <p>Three values make a boot: the kernel, the machine, and the stage at which to stop. {@link
 * BootEnvironment#resolve} decides all that follows from the first two before a table is written
 * (is LPA2 used? does KASLR move the kernel?), and {@link BootSequence} writes the tables as the
 * kernel does, into {@link org.earlymap.memory.PhysicalMemory}.
 */
public final class Sample01BuildTables {
  private Sample01BuildTables() {}

  /**
   * Prints the tables of one kernel.
   *
   * @param args the kernel; {@code samples/kernel/vmlinux-4k-52} without one
   */
  public static void main(String[] args) throws IOException {
    show(Path.of(args.length > 0 ? args[0] : "samples/kernel/vmlinux-4k-52"), System.out);
  }

  static void show(Path file, PrintStream out) throws IOException {
    // The configuration is embedded in this kernel. Where one has none, say so in the hints.
    KernelBuild kernel = KernelLoader.load(file, KernelHints.none());
    out.printf("%s, %s%n", kernel.release(), kernel.config().granule().label());

    for (String cpu : new String[] {"qemu-max", "cortex-a72"}) {
      BootEnvironment boot = BootEnvironment.resolve(kernel, Machine.virt(CpuModel.named(cpu)));
      BootSnapshot snapshot = new BootSequence(boot).run(Stage.EARLY_MAP);

      out.printf("%non %s: TCR_EL1 %#018x%n", cpu, snapshot.registers().tcr().value());
      for (TableImage image : snapshot.images()) {
        out.printf(
            "  %-18s %#018x %2d of %2d pages used%n",
            image.name(), image.pa(), image.tablePagesUsed(), image.size() / 4096);
      }
    }
  }
}

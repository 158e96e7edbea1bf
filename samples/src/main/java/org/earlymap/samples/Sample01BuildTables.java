// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.earlymap.api.Boot;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;

/**
 * Builds the early page tables of a kernel, and shows where they lie.
 *
 * <p>Three values make a boot: the kernel, the machine, and the stage at which to stop. {@link
 * Boot#of} decides all that follows from the first two before a table is written (is LPA2 used?
 * does KASLR move the kernel?), and {@link org.earlymap.api.DecidedBoot#to} writes the tables as
 * the kernel does.
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
    // The configuration is embedded in this kernel. Where one has none, say so in KernelHints.
    KernelBuild kernel = KernelBuild.load(file);
    out.printf("%s, %s%n", kernel.release(), kernel.config().granule().label());
    long pageSize = kernel.config().granule().bytes();

    for (String cpu : List.of("qemu-max", "cortex-a72")) {
      Machine machine = Machine.virt(CpuModel.named(cpu));

      // The tables may wait in a temporary file, so whoever opens a boot closes it.
      try (Boot boot = Boot.of(kernel, machine).to(Stage.EARLY_MAP)) {
        out.printf("%non %s: TCR_EL1 %#018x%n", cpu, boot.snapshot().registers().tcr().value());
        for (TableImage image : boot.snapshot().images()) {
          out.printf(
              "  %-18s %#018x %2d of %2d pages used%n",
              image.name(), image.pa(), image.tablePagesUsed(), image.size() / pageSize);
        }
      }
    }
  }
}

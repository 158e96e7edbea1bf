// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.earlymap.api.Boot;
import org.earlymap.arch.Rights;
import org.earlymap.boot.decide.Stage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.table.WalkStep;

/**
 * Translates addresses through the tables that sample 1 built, lookup by lookup, and lists what the
 * tables map.
 *
 * <p>A {@link TableWalker} knows the Arm ARM and not Linux: it would read any tables in any {@link
 * org.earlymap.memory.PhysicalMemory}, such as that of a crash dump.
 */
public final class Sample02ReadDescriptors {
  private Sample02ReadDescriptors() {}

  /**
   * Walks the tables of one kernel.
   *
   * @param args the kernel; {@code samples/kernel/vmlinux-4k-52} without one
   */
  public static void main(String[] args) throws IOException {
    show(Path.of(args.length > 0 ? args[0] : "samples/kernel/vmlinux-4k-52"), System.out);
  }

  static void show(Path file, PrintStream out) throws IOException {
    KernelBuild kernel = KernelBuild.load(file);
    Machine machine = Machine.virt(CpuModel.named(CpuModel.USUAL));
    try (Boot boot = Boot.of(kernel, machine).to(Stage.EARLY_MAP)) {

      // Text is mapped, and may be executed; the head before it may not; nothing is below them.
      long text = kernel.symbols().require("_stext");
      long head = kernel.symbols().require("_text");
      for (long va : List.of(text, head, head - 1)) {
        show(boot.translate(va), out);
      }

      // Equal neighbours are one mapping, so a kernel is a handful of lines. What a descriptor
      // allows depends on the registers, and a boot knows its own: its walkers read as its CPU.
      out.println("all of it:");
      TableWalker walker = boot.walker("swapper_pg_dir");
      for (Mapping mapping : walker.mappings()) {
        out.printf(
            "  %#018x %4d KiB  %s%n",
            mapping.va(),
            mapping.size() / 1024,
            Rights.describe(
                walker
                    .context()
                    .permissions()
                    .rights(mapping.descriptor(), mapping.hierarchical())));
      }
    }
  }

  private static void show(Translation translation, PrintStream out) {
    out.printf("%#018x%n", translation.va());
    for (WalkStep step : translation.steps()) {
      out.printf("  level %2d, entry %3d: %#018x%n", step.level(), step.index(), step.descriptor());
    }
    if (translation instanceof Translation.Mapped mapped) {
      out.printf("  is at %#x, %s%n", mapped.pa(), Rights.describe(mapped.rights()));
    } else if (translation instanceof Translation.Faulting faulting) {
      out.printf("  %s fault at level %d%n", faulting.type(), faulting.level());
    }
  }
}

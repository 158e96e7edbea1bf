// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.earlymap.arch.Rights;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.machine.Machine;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableRoot;
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
    KernelBuild kernel = KernelLoader.load(file, KernelHints.none());
    BootEnvironment boot =
        BootEnvironment.resolve(kernel, Machine.virt(CpuModel.named("qemu-max")));
    BootSnapshot snapshot = new BootSequence(boot).run(Stage.EARLY_MAP);

    // A snapshot knows its registers: the walker reads the tables as that CPU does.
    TableWalker walker = snapshot.walker(kernelTables(snapshot));

    // Text is mapped, and may be executed; the head before it may not; nothing is below them.
    long text = kernel.symbols().require("_stext");
    long head = kernel.symbols().require("_text");
    for (long va : new long[] {text, head, head - 1}) {
      show(walker.translate(va), out);
    }

    // Equal neighbours are one mapping, so a kernel is a handful of lines.
    out.println("all of it:");
    for (Mapping mapping : walker.mappings()) {
      out.printf(
          "  %#018x %4d KiB  %s%n",
          mapping.va(),
          mapping.size() / 1024,
          Rights.describe(
              walker.context().permissions().rights(mapping.descriptor(), mapping.limits())));
    }
  }

  private static TableRoot kernelTables(BootSnapshot snapshot) {
    for (TableRoot root : snapshot.roots()) {
      if (root.half() == VaHalf.UPPER) {
        return root;
      }
    }
    throw new IllegalStateException("there is no root for the upper half");
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

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.earlymap.api.Boot;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.decide.Stage;
import org.earlymap.compare.MappingChange;
import org.earlymap.compare.MappingDiff;
import org.earlymap.compare.RangeMapping;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;

/**
 * Compares what two kernels map on the same machine: what a patch or another configuration moved.
 *
 * <p>Two boots are open at once, each with tables of its own. {@link MappingDiff} compares what the
 * tables say, and not how they are laid out: where the tables themselves lie makes no difference.
 */
public final class Sample04CompareKernels {
  private Sample04CompareKernels() {}

  /**
   * Prints in what the tables of two kernels differ.
   *
   * @param args the two kernels; {@code samples/kernel/vmlinux-4k-52} and {@code
   *     samples/kernel/booting/vmlinux-booting} without them
   */
  public static void main(String[] args) throws IOException {
    show(
        Path.of(args.length > 1 ? args[0] : "samples/kernel/vmlinux-4k-52"),
        Path.of(args.length > 1 ? args[1] : "samples/kernel/booting/vmlinux-booting"),
        System.out);
  }

  static void show(Path before, Path after, PrintStream out) throws IOException {
    Machine machine = Machine.virt(CpuModel.named("cortex-a76"));
    try (Boot first = Boot.of(KernelBuild.load(before), machine).to(Stage.EARLY_MAP);
        Boot second = Boot.of(KernelBuild.load(after), machine).to(Stage.EARLY_MAP)) {
      out.printf("from %s, %s%n", before.getFileName(), first);
      out.printf("to   %s, %s%n", after.getFileName(), second);

      // The upper half is the kernel's own. A change is a range that both map alike throughout.
      List<MappingChange> changes =
          MappingDiff.of(
              first.walker(VaHalf.UPPER).orElseThrow(), second.walker(VaHalf.UPPER).orElseThrow());
      for (MappingChange change : changes) {
        out.printf(
            "  %#018x %4d KiB  %s -> %s%n",
            change.va(),
            change.size() / 1024,
            describe(change.before(), change.va()),
            describe(change.after(), change.va()));
      }
      out.printf("differences: %d%n", changes.size());
    }
  }

  private static String describe(Optional<RangeMapping> mapping, long va) {
    return mapping
        .map(each -> String.format(Locale.ROOT, "%#x %s", each.pa(va), each.describeRights()))
        .orElse("not mapped");
  }
}

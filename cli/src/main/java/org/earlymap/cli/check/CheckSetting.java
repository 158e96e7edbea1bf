// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.check;

import java.util.List;
import org.earlymap.Range;
import org.earlymap.Sizes;
import org.earlymap.check.Verdict;
import org.earlymap.cli.options.CheckedBootOptions;
import org.earlymap.machine.Machine;

/**
 * On what machines the tables of kernels are judged, in words.
 *
 * @param cpus the names of the CPUs
 * @param cpusAssumed whether no --cpu named them
 * @param memory how much memory they have
 * @param memoryAssumed whether no option named it
 */
record CheckSetting(List<String> cpus, boolean cpusAssumed, String memory, boolean memoryAssumed) {
  static CheckSetting of(CheckedBootOptions.Boots boots) {
    Machine machine = boots.machines().get(0);
    long bytes = machine.banks().stream().mapToLong(Range::size).sum();
    int banks = machine.banks().size();
    String memory = Sizes.rounded(bytes) + " in " + banks + (banks == 1 ? " bank" : " banks");
    List<String> cpus = boots.cpus().stream().map(Verdict::printable).toList();
    return new CheckSetting(cpus, boots.cpusAssumed(), memory, boots.memoryAssumed());
  }

  /** One line. */
  String text() {
    return "tables judged on "
        + String.join(", ", cpus)
        + (cpusAssumed ? " (no --cpu)" : "")
        + " with "
        + memory
        + (memoryAssumed ? " (no --dtb, no --memory)" : "");
  }
}

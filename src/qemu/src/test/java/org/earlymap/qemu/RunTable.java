// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What {@link RunAgreementTest} compared, as the fidelity report has it. */
final class RunTable {
  private final Map<String, Row> rows = new TreeMap<>();
  private final TreeSet<Integer> registers = new TreeSet<>();
  private final TreeSet<String> unknown = new TreeSet<>();

  /** Of one kernel on one CPU. */
  private static final class Row {
    private final TreeSet<String> boots = new TreeSet<>();
    private long words;
    private long differentWords;
    private long differentRegisters;
  }

  /** Counts a comparison at one place. */
  synchronized void add(RunBoot boot, long words, long different, long differentRegisters) {
    Row row = rows.computeIfAbsent(boot.kernel() + " | " + boot.cpu(), name -> new Row());
    row.boots.add("EL" + boot.bootEl() + (boot.seed() ? " seed" : ""));
    row.words += words;
    row.differentWords += different;
    row.differentRegisters += differentRegisters;
  }

  /** Notes how many registers a boot compared, and which the engine does not have. */
  synchronized void registers(int compared, List<String> notKnown) {
    registers.add(compared);
    unknown.addAll(notKnown);
  }

  /** The table. */
  synchronized String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            | kernel | CPU | boots | words compared | words that differ | registers that differ |
            |---|---|---|---|---|---|
            """);
    long words = 0;
    int boots = 0;
    for (Map.Entry<String, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      text.append(
          String.format(
              "| %s | %s | %,d | %d | %d |%n",
              entry.getKey(),
              String.join(", ", row.boots),
              row.words,
              row.differentWords,
              row.differentRegisters));
      words += row.words;
      boots += row.boots.size();
    }
    return text
        + String.format(
            "%n%d boots, %,d words compared, %s registers each; not compared for want of one: %s%n",
            boots, words, registers, unknown);
  }
}

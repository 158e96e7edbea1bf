// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.Map;
import java.util.TreeMap;

/** What {@link UefiAgreementTest} compared, as the fidelity report has it. */
final class UefiTable {
  private final Map<String, Row> rows = new TreeMap<>();

  /** Of one kernel. */
  private static final class Row {
    private int boots;
    private int acpi;
    private int atEl2;
    private int randomised;
    private long words;
    private long different;
    private int model;
  }

  /** Counts one boot by run. */
  synchronized void add(UefiCase boot, long words, long different, boolean byModel) {
    Row row = rows.computeIfAbsent(boot.kernel(), name -> new Row());
    row.boots++;
    row.acpi += boot.acpi() ? 1 : 0;
    row.atEl2 += boot.bootEl() == 2 ? 1 : 0;
    row.randomised += boot.commandLine().contains("nokaslr") ? 0 : 1;
    row.words += words;
    row.different += different;
    row.model += byModel ? 1 : 0;
  }

  /** The table. */
  synchronized String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            | kernel | boots | by ACPI | at EL2 | randomised | words compared | that differ | by model too |
            |---|---|---|---|---|---|---|---|
            """);
    int boots = 0;
    int model = 0;
    long words = 0;
    for (Map.Entry<String, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      text.append(
          String.format(
              "| %s | %d | %d | %d | %d | %,d | %d | %d |%n",
              entry.getKey(),
              row.boots,
              row.acpi,
              row.atEl2,
              row.randomised,
              row.words,
              row.different,
              row.model));
      boots += row.boots;
      model += row.model;
      words += row.words;
    }
    return text
        + String.format(
            "%n%d boots by run, %d by model, %,d words compared%n", boots, model, words);
  }
}

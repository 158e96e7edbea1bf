// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What {@link ModelAgreementTest} found equal, as the fidelity report has it. */
final class ModelTable {
  private static final int MOST_NAMED = 4;

  private final Map<String, Row> rows = new TreeMap<>();
  private final Row all = new Row();

  /** Of one kernel on one CPU. */
  private static final class Row {
    private final TreeSet<String> boots = new TreeSet<>();
    private final Map<String, long[]> sums = new TreeMap<>();

    /** Images, words and differences of an engine. */
    private long[] of(String engine) {
      return sums.computeIfAbsent(engine, name -> new long[3]);
    }
  }

  /** Counts a boot. */
  synchronized void add(ModelCase boot, Map<String, ModelBoot.Compared> compared) {
    Row row = rows.computeIfAbsent(boot.row(), name -> new Row());
    row.boots.add(boot.name().replaceFirst("^[a-z0-9-]+, ", ""));
    compared.forEach(
        (engine, sum) -> {
          for (long[] sums : List.of(row.of(engine), all.of(engine))) {
            sums[0] += sum.images();
            sums[1] += sum.words();
            sums[2] += sum.different();
          }
        });
  }

  /** The table. */
  synchronized String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            | release | flavour | CPU | boots | by the model: images, words | differ | by the run: images, words | differ |
            |---|---|---|---|---|---|---|---|
            """);
    int boots = 0;
    for (Map.Entry<String, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      String named =
          row.boots.size() > MOST_NAMED
              ? Integer.toString(row.boots.size())
              : String.join("; ", row.boots);
      text.append("| " + entry.getKey() + " | " + named);
      text.append(columns(row, ModelBoot.MODEL) + columns(row, ModelBoot.RUN) + " |\n");
      boots += row.boots.size();
    }
    return text
        + ("| " + boots + " boots | | |" + columns(all, ModelBoot.MODEL))
        + (columns(all, ModelBoot.RUN) + " |\n");
  }

  private static String columns(Row row, String engine) {
    long[] sums = row.of(engine);
    return sums[0] == 0
        ? " | | "
        : String.format(Locale.ROOT, " | %,d, %,d | %,d", sums[0], sums[1], sums[2]);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What {@link ModelAgreementTest} found equal, as the fidelity report has it. */
final class ModelTable {
  private static final int MOST_NAMED = 4;

  private final Map<String, Row> rows = new TreeMap<>();

  /** Of one kernel on one CPU. */
  private static final class Row {
    private final TreeSet<String> boots = new TreeSet<>();
    private int images;
    private long words;
  }

  /** Counts a boot. */
  synchronized void add(ModelCase boot, ModelBoot.Compared compared) {
    Row row = rows.computeIfAbsent(boot.row(), name -> new Row());
    row.boots.add(boot.name().replaceFirst("^[a-z0-9-]+, ", ""));
    row.images += compared.images();
    row.words += compared.words();
  }

  /** The table; a boot that differs fails its test and is not in it. */
  synchronized String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            | kernel | CPU | boots | images | words | differences |
            |---|---|---|---|---|---|
            """);
    int boots = 0;
    int images = 0;
    long words = 0;
    for (Map.Entry<String, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      String named =
          row.boots.size() > MOST_NAMED
              ? Integer.toString(row.boots.size())
              : String.join("; ", row.boots);
      text.append(
          String.format(
              "| %s | %s | %,d | %,d | 0 |%n", entry.getKey(), named, row.images, row.words));
      boots += row.boots.size();
      images += row.images;
      words += row.words;
    }
    return text
        + String.format("%n%,d boots, %,d images, %,d words, all equal%n", boots, images, words);
  }
}

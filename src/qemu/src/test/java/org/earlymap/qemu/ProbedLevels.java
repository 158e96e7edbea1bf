// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.earlymap.arch.Granule;

/** Counts answers by stage, granule and the level that decided. */
final class ProbedLevels {
  private final Map<String, Map<Integer, Integer>> counts = new TreeMap<>();

  void count(ProbedTranslation answer) {
    String row = row(answer.inStage2() ? 2 : 1, answer.granule());
    counts.computeIfAbsent(row, any -> new TreeMap<>()).merge(answer.level(), 1, Integer::sum);
  }

  /** The stages, granules and levels that exist and that no answer is about. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (int stage = 1; stage <= 2; stage++) {
      for (Granule granule : Granule.values()) {
        String row = row(stage, granule);
        Set<Integer> found = counts.getOrDefault(row, Map.of()).keySet();
        for (int level = least(granule); level <= 3; level++) {
          if (!found.contains(level)) {
            missing.add(row + " level " + level);
          }
        }
      }
    }
    return missing;
  }

  /** A line for each stage and granule. */
  void print(String what) {
    counts.forEach((row, levels) -> System.out.println(what + ", " + row + ": " + levels));
  }

  private static String row(int stage, Granule granule) {
    return String.format(Locale.ROOT, "stage %d %s", stage, granule.label());
  }

  /** Five levels only a 4K granule has, with LPA2; a 64K granule has three. */
  private static int least(Granule granule) {
    return switch (granule) {
      case SIZE_4K -> -1;
      case SIZE_16K -> 0;
      case SIZE_64K -> 1;
    };
  }
}

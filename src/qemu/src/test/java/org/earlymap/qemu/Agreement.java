// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.earlymap.table.Translation;

/** Counts answers, by kind, and keeps the first that differ. */
final class Agreement {
  private static final int MOST = 20;
  private static final String[] ASKED = {"S1E1R", "S1E1W", "S1E0R", "S1E0W"};

  private final List<String> disagreements = new ArrayList<>();
  private final Map<String, Integer> kinds = new TreeMap<>();
  private int addresses;
  private int asked;
  private int agreed;

  void compare(String where, Translation translation, int kind, long expected, long answered) {
    compare(where, translation.va(), ASKED[kind], expected, answered, translation);
  }

  /**
   * Compares an answer to {@code question}.
   *
   * @param basis what says what is expected, for the message
   */
  void compare(String where, long va, String question, long expected, long answered, Object basis) {
    asked++;
    long found = Par.significant(answered);
    kinds.merge((expected & 1) == 0 ? "hit" : "fault " + (expected >>> 1), 1, Integer::sum);
    if (found == Par.significant(expected)) {
      agreed++;
    } else if (disagreements.size() < MOST) {
      disagreements.add(
          String.format(
              "%s: AT %s va 0x%016x: the CPU says 0x%016x, the walker 0x%016x, %s",
              where, question, va, answered, expected, basis));
    }
  }

  /** Counts addresses that were asked about. */
  void asked(int count) {
    addresses += count;
  }

  List<String> disagreements() {
    return disagreements;
  }

  int asked() {
    return asked;
  }

  /** One line on standard output, for the counts of the fidelity report. */
  void print(String what, int configurations) {
    System.out.printf(
        "%s: %d configurations, %d addresses, %d answers, %d agree, %s%n",
        what, configurations, addresses, asked, agreed, kinds);
  }
}

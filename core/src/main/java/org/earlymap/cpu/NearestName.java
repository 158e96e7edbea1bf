// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant. */
final class NearestName {
  private NearestName() {}

  /**
   * The name with the fewest edits from {@code typed}, then the longest common start, if it is near
   * enough to be meant.
   */
  static Optional<String> of(String typed, List<String> names) {
    String lower = typed.toLowerCase(Locale.ROOT);
    int best = Math.max(2, lower.length() / 3) + 1;
    int bestPrefix = 0;
    Optional<String> nearest = Optional.empty();
    for (String name : names) {
      String candidate = name.toLowerCase(Locale.ROOT);
      int distance = distance(lower, candidate);
      int prefix = commonPrefix(lower, candidate);
      if (distance < best || (distance == best && nearest.isPresent() && prefix > bestPrefix)) {
        best = distance;
        bestPrefix = prefix;
        nearest = Optional.of(name);
      }
    }
    return nearest;
  }

  private static int commonPrefix(String a, String b) {
    int length = 0;
    while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    return length;
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}

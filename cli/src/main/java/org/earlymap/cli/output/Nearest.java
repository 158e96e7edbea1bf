// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What somebody who mistyped a word probably meant: the known word with the fewest edits. */
public final class Nearest {
  private static final int LEAST_EDITS = 2;

  private Nearest() {}

  /** The nearest of {@code known}; empty where none is near. */
  public static Optional<String> of(String typed, Collection<String> known) {
    String word = typed.toLowerCase(Locale.ROOT);
    Optional<String> nearest = Optional.empty();
    int fewest = Math.max(LEAST_EDITS, word.length() / 3) + 1;
    for (String candidate : known) {
      String other = candidate.toLowerCase(Locale.ROOT);
      int edits = other.startsWith(word) && word.length() > 1 ? 1 : edits(word, other);
      if (edits < fewest && edits < Math.max(word.length(), other.length())) {
        fewest = edits;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  /** Letters inserted, left out, changed, or two of them exchanged (Damerau and Levenshtein). */
  static int edits(String a, String b) {
    int[][] least = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          least[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int edits = least[i - 1][j - 1] + (same ? 0 : 1);
        edits = Math.min(edits, Math.min(least[i - 1][j], least[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits = Math.min(edits, least[i - 2][j - 2] + 1);
        }
        least[i][j] = edits;
      }
    }
    return least[a.length()][b.length()];
  }
}

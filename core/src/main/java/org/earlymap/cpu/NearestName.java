// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Guesses what somebody meant. */
final class NearestName {
  private static final Pattern NUMBERED = Pattern.compile("([a-z0-9-]*[a-z-])([0-9]{1,5})[a-z]*");
  private static final int MOST_ASKED = 4;

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

  /**
   * What to ask somebody who typed a CPU's name that is none: whether they meant the family. Those
   * are the names with what was typed in them ({@code n1}, {@code graviton}); else those that begin
   * alike, nearest number first ({@code cortex-a74}); else the one that is nearest in letters.
   *
   * @return a question that ends a sentence, or a full stop
   */
  static String question(String typed, List<String> names) {
    List<String> family = within(typed, names);
    family = family.isEmpty() ? numbered(typed, names) : family;
    if (family.isEmpty()) {
      family = of(typed, names).map(List::of).orElseGet(List::of);
    }
    return switch (family.size()) {
      case 0 -> ".";
      case 1 -> "; did you mean " + family.get(0) + "?";
      default -> "; did you mean one of " + String.join(", ", family) + "?";
    };
  }

  private static List<String> within(String typed, List<String> names) {
    return typed.length() < 2
        ? List.of()
        : names.stream().filter(name -> ("-" + name).contains("-" + typed)).toList();
  }

  private static List<String> numbered(String typed, List<String> names) {
    Matcher wanted = NUMBERED.matcher(typed);
    if (!wanted.matches()) {
      return List.of();
    }
    int number = Integer.parseInt(wanted.group(2));
    return names.stream()
        .filter(name -> NUMBERED.matcher(name).matches())
        .filter(name -> prefix(name).equals(wanted.group(1)))
        .sorted(Comparator.comparingInt((String name) -> Math.abs(number(name) - number)))
        .limit(MOST_ASKED)
        .toList();
  }

  private static String prefix(String name) {
    return NUMBERED.matcher(name).replaceFirst("$1");
  }

  private static int number(String name) {
    return Integer.parseInt(NUMBERED.matcher(name).replaceFirst("$2"));
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

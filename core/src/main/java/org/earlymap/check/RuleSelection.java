// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.List;
import java.util.Locale;
import org.earlymap.InputCause;
import org.earlymap.InputException;

/**
 * Which of the rules are asked, by id ({@code EM-SEG-001}) or group ({@code EM-SEG}), in any case.
 */
public final class RuleSelection {
  private RuleSelection() {}

  /**
   * Those of {@code rules} that {@code only} names, all if it names none, without those that {@code
   * ignored} names.
   *
   * @throws InputException for a name that matches no rule, and where no rule is left
   */
  public static List<Rule> of(List<Rule> rules, List<String> only, List<String> ignored) {
    for (String name : only) {
      requireKnown(rules, name);
    }
    for (String name : ignored) {
      requireKnown(rules, name);
    }
    List<Rule> selected =
        rules.stream()
            .filter(rule -> only.isEmpty() || only.stream().anyMatch(name -> names(name, rule)))
            .filter(rule -> ignored.stream().noneMatch(name -> names(name, rule)))
            .toList();
    if (selected.isEmpty()) {
      throw new InputException(
          "no rule is left: without "
              + String.join(",", ignored)
              + " there is none"
              + (only.isEmpty() ? "" : " of " + String.join(",", only)));
    }
    return selected;
  }

  private static void requireKnown(List<Rule> rules, String name) {
    if (rules.stream().noneMatch(rule -> names(name, rule))) {
      throw new InputException(
          "no rule or group is called '" + name + "'", InputCause.RULE_UNKNOWN);
    }
  }

  private static boolean names(String given, Rule rule) {
    String name = given.strip().toUpperCase(Locale.ROOT);
    return rule.id().equals(name) || rule.id().startsWith(name + "-");
  }
}

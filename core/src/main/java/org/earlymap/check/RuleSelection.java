// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.List;
import org.earlymap.InputException;

/** Which of the rules are asked, by id ({@code EM-SEG-001}) or group ({@code EM-SEG}). */
public final class RuleSelection {
  private RuleSelection() {}

  /**
   * Those of {@code rules} that {@code only} names, all if it names none, without those that {@code
   * ignored} names.
   *
   * @throws InputException for a name that matches no rule
   */
  public static List<Rule> of(List<Rule> rules, List<String> only, List<String> ignored) {
    for (String name : only) {
      requireKnown(rules, name);
    }
    for (String name : ignored) {
      requireKnown(rules, name);
    }
    return rules.stream()
        .filter(rule -> only.isEmpty() || only.stream().anyMatch(name -> names(name, rule)))
        .filter(rule -> ignored.stream().noneMatch(name -> names(name, rule)))
        .toList();
  }

  private static void requireKnown(List<Rule> rules, String name) {
    if (rules.stream().noneMatch(rule -> names(name, rule))) {
      throw new InputException(
          "no rule or group is called '" + name + "'; 'earlymap check --list-rules' prints them");
    }
  }

  private static boolean names(String name, Rule rule) {
    return rule.id().equals(name) || rule.id().startsWith(name + "-");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.List;
import java.util.Locale;
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
    List<Rule> asked =
        rules.stream()
            .filter(rule -> only.isEmpty() || only.stream().anyMatch(name -> names(name, rule)))
            .filter(rule -> ignored.stream().noneMatch(name -> names(name, rule)))
            .toList();
    if (asked.isEmpty()) {
      throw new InputException(
          "no rule is left: --ignore "
              + String.join(",", ignored)
              + " leaves out every one"
              + (only.isEmpty() ? "" : " of --only " + String.join(",", only)));
    }
    return asked;
  }

  private static void requireKnown(List<Rule> rules, String name) {
    if (rules.stream().noneMatch(rule -> names(name, rule))) {
      throw new InputException(
          "no rule or group is called '" + name + "'; 'earlymap check --list-rules' prints them");
    }
  }

  private static boolean names(String said, Rule rule) {
    String name = said.strip().toUpperCase(Locale.ROOT);
    return rule.id().equals(name) || rule.id().startsWith(name + "-");
  }
}

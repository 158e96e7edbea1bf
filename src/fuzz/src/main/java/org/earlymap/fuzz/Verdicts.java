// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What came of the inputs. */
final class Verdicts {
  /** What no input may bring the program to say. */
  private static final List<String> NEVER =
      List.of(
          "internal error",
          "\tat ",
          "out of memory",
          "the input is nested too deeply",
          "Exception",
          "was cut short or could not be read while");

  private final Map<Integer, Long> codes = new TreeMap<>();
  private final Map<String, Long> commands = new TreeMap<>();

  /** Counts one, and says what is wrong with it. */
  Optional<String> add(List<String> words, int code, boolean answered, String err) {
    codes.merge(code, 1L, Long::sum);
    commands.merge(words.get(0), 1L, Long::sum);
    if (code < 0 || code > 2) {
      return Optional.of("exit code " + code);
    }
    if (code == 2 && !answered && err.isBlank()) {
      return Optional.of("trouble without a word");
    }
    return NEVER.stream().filter(err::contains).findFirst().map(word -> "says: " + firstLine(err));
  }

  private static String firstLine(String err) {
    return err.lines().findFirst().orElse("");
  }

  @Override
  public String toString() {
    return "exit codes " + codes + ", commands " + commands;
  }
}

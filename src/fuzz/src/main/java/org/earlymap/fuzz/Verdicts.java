// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.util.List;
import java.util.Locale;
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
  private final Map<String, Cost> commands = new TreeMap<>();

  /** How many inputs of a command there were, and the processor time that they took. */
  private static final class Cost {
    private long count;
    private long nanos;
    private long most;

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%d of %.2f ms (at most %d)", count, nanos / 1e6 / count, most / 1_000_000);
    }
  }

  /** Counts one, and says what is wrong with it. */
  Optional<String> add(List<String> words, Answer answer, long nanos) {
    int code = answer.code();
    codes.merge(code, 1L, Long::sum);
    Cost cost = commands.computeIfAbsent(words.get(0), command -> new Cost());
    cost.count++;
    cost.nanos += nanos;
    cost.most = Math.max(cost.most, nanos);
    if (code < 0 || code > 2) {
      return Optional.of("exit code " + code);
    }
    if (code == 2 && !answer.printed() && answer.err().isBlank()) {
      return Optional.of("trouble without a word");
    }
    return NEVER.stream()
        .filter(answer.err()::contains)
        .findFirst()
        .map(word -> "says: " + firstLine(answer.err()));
  }

  private static String firstLine(String err) {
    return err.lines().findFirst().orElse("");
  }

  @Override
  public String toString() {
    return "exit codes " + codes + ", commands " + commands;
  }
}

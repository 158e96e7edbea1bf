// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.transcript;

import java.util.ArrayList;
import java.util.List;

/** Splits a command line as a shell does, as far as documents need it. */
final class ShellWords {
  private ShellWords() {}

  /**
   * The words of a command, quotes taken off. A lone {@code |} is a word, quoted or not.
   *
   * @throws IllegalArgumentException where a quote is not closed
   */
  static List<String> split(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (c == ' ') {
        if (inWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote is not closed: " + command);
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}

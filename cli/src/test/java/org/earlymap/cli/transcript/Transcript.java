// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.transcript;

import java.util.ArrayList;
import java.util.List;

/**
 * One command in a document and the output that stands below it.
 *
 * @param line the number of the command's first line in the document, from 1
 * @param command the command, continuation lines joined
 * @param expectedFrom the index of the first line of output
 * @param expectedTo the index behind the last
 * @param expected the lines of output; {@code ...} alone in a line stands for any lines
 */
record Transcript(
    int line, String command, int expectedFrom, int expectedTo, List<String> expected) {
  private static final String FENCE = "```";
  private static final String PROMPT = "$ ";
  private static final String CONTINUATION = " \\";

  /** All commands of the {@code console} blocks of a document. */
  static List<Transcript> of(List<String> lines) {
    List<Transcript> found = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      if (lines.get(at).equals(FENCE + "console")) {
        at = readBlock(lines, at + 1, found);
      }
      at++;
    }
    return found;
  }

  private static int readBlock(List<String> lines, int from, List<Transcript> found) {
    int at = from;
    while (!lines.get(at).equals(FENCE)) {
      int first = at;
      if (!lines.get(at).startsWith(PROMPT)) {
        throw new IllegalStateException("line " + (at + 1) + ": expected a command, '$ ...'");
      }
      StringBuilder command = new StringBuilder(lines.get(at).substring(PROMPT.length()));
      while (command.toString().endsWith(CONTINUATION)) {
        command.setLength(command.length() - CONTINUATION.length());
        at++;
        command.append(' ').append(lines.get(at).strip());
      }
      at++;
      int output = at;
      while (!lines.get(at).equals(FENCE) && !lines.get(at).startsWith(PROMPT)) {
        at++;
      }
      List<String> expected = List.copyOf(lines.subList(output, at));
      found.add(new Transcript(first + 1, command.toString(), output, at, expected));
    }
    return at;
  }

  /** Whether {@code actual} is what the document shows. */
  boolean matches(List<String> actual) {
    return matches(expected, actual);
  }

  private static boolean matches(List<String> pattern, List<String> actual) {
    if (pattern.isEmpty()) {
      return actual.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    if (pattern.get(0).equals("...")) {
      for (int skipped = 0; skipped <= actual.size(); skipped++) {
        if (matches(rest, actual.subList(skipped, actual.size()))) {
          return true;
        }
      }
      return false;
    }
    return !actual.isEmpty()
        && pattern.get(0).equals(actual.get(0))
        && matches(rest, actual.subList(1, actual.size()));
  }
}

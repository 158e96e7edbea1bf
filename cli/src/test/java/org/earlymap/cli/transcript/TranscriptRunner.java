// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.transcript;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.earlymap.cli.Earlymap;

/**
 * Runs commands one after another in the folder that it was started in. Beside the program itself
 * it knows {@code ls FOLDER}, {@code cat FILE}, and {@code echo $?}, each through {@code head -N},
 * {@code tail -N} or {@code grep TEXT} if so asked.
 */
final class TranscriptRunner {
  private int code;

  private TranscriptRunner() {}

  /**
   * Runs them all.
   *
   * @param args a file with one command a line, and a folder for their outputs, {@code 0}, {@code
   *     1}, ...
   */
  public static void main(String[] args) throws IOException {
    TranscriptRunner runner = new TranscriptRunner();
    List<String> commands = Files.readAllLines(Path.of(args[0]));
    for (int i = 0; i < commands.size(); i++) {
      List<String> lines = runner.run(ShellWords.split(commands.get(i)));
      Files.write(Path.of(args[1], String.valueOf(i)), lines);
    }
  }

  private List<String> run(List<String> words) throws IOException {
    int pipe = words.lastIndexOf("|");
    if (pipe < 0) {
      return start(words.get(0), words.subList(1, words.size()));
    }
    List<String> lines = run(words.subList(0, pipe));
    return filter(lines, words.get(pipe + 1), words.get(pipe + 2));
  }

  private List<String> start(String name, List<String> args) throws IOException {
    return switch (name) {
      case "earlymap", "cli/bin/earlymap" -> earlymap(args);
      case "ls" -> list(Path.of(args.get(0)));
      case "cat" -> Files.readAllLines(Path.of(args.get(0)));
      case "echo" -> List.of(String.valueOf(code));
      default -> throw new IllegalArgumentException("no such command in a document: " + name);
    };
  }

  private List<String> earlymap(List<String> args) {
    StringWriter text = new StringWriter();
    PrintWriter both = new PrintWriter(text);
    code = Earlymap.run(both, both, args.toArray(String[]::new));
    return text.toString().lines().map(String::stripTrailing).toList();
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> filter(List<String> lines, String name, String argument) {
    return switch (name) {
      case "head" -> lines.subList(0, Math.min(lines.size(), -Integer.parseInt(argument)));
      case "tail" ->
          lines.subList(Math.max(0, lines.size() + Integer.parseInt(argument)), lines.size());
      case "grep" -> lines.stream().filter(line -> line.contains(argument)).toList();
      default -> throw new IllegalArgumentException("no such filter in a document: " + name);
    };
  }
}

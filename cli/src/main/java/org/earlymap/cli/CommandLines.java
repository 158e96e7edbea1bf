// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Runs many command lines in one process, each answered as {@link Earlymap#run} answers it.
 * picocli's model of a command, which takes longer to make than a short command to run, is made
 * once and used again. For one thread.
 */
public final class CommandLines {
  private final Map<String, CommandLine> made = new HashMap<>();

  /**
   * Runs one command line.
   *
   * @param out where answers go
   * @param err where errors and progress go
   * @return the exit code: 0 done, 1 the answer is no, 2 trouble
   */
  public int run(PrintWriter out, PrintWriter err, String... args) {
    List<String> commands = Stream.of(args).filter(Subcommands.NAMES::contains).toList();
    // Names of files are words too, and one that is a command's may bring in another command.
    // A folder that --from names is read once by its command's options, and would be kept.
    boolean reads = Stream.of(args).anyMatch(word -> word.startsWith("--from"));
    return reads || commands.size() != 1 || commands.contains(Subcommands.HELP)
        ? Earlymap.run(out, err, args)
        : Earlymap.run(
            () -> made.computeIfAbsent(commands.get(0), Earlymap::commandLine), out, err, args);
  }
}

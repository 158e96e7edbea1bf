// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The script by which the shell fish completes commands, options and values. */
final class FishCompletion {
  private final PrintWriter out;

  FishCompletion(PrintWriter out) {
    this.out = out;
  }

  void print(CommandLine earlymap) {
    out.print("# Completion of earlymap for fish.\n");
    for (Map.Entry<String, CommandLine> command : earlymap.getSubcommands().entrySet()) {
      CommandSpec spec = command.getValue().getCommandSpec();
      line("-f -n __fish_use_subcommand -a " + command.getKey(), spec.usageMessage().description());
      for (OptionSpec option : spec.options()) {
        if (!option.hidden()) {
          option(command.getKey(), option);
        }
      }
    }
  }

  private void option(String command, OptionSpec option) {
    StringBuilder words = new StringBuilder("-n '__fish_seen_subcommand_from " + command + "'");
    for (String name : option.names()) {
      words.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
    }
    if (option.arity().max() > 0) {
      List<String> values = new ArrayList<>();
      if (option.completionCandidates() != null) {
        option.completionCandidates().forEach(values::add);
      }
      // -x takes one of these values, -r also the name of a file.
      words.append(values.isEmpty() ? " -r" : " -x -a " + quoted(String.join(" ", values)));
    }
    line(words.toString(), option.description());
  }

  private void line(String words, String[] description) {
    String first = description.length == 0 ? "" : description[0];
    int end = first.indexOf(". ");
    out.print("complete -c earlymap " + words);
    out.print(" -d " + quoted(end < 0 ? first : first.substring(0, end + 1)) + "\n");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}

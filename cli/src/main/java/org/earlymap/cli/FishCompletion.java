// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The script by which the shell fish completes commands, options and values. */
final class FishCompletion {
  private final PrintWriter out;

  FishCompletion(PrintWriter out) {
    this.out = out;
  }

  void print(CommandLine earlymap) {
    out.print("# Completion of earlymap for fish.\n");
    for (OptionSpec option : earlymap.getCommandSpec().options()) {
      option("__fish_use_subcommand", option);
    }
    for (Map.Entry<String, CommandLine> command : earlymap.getSubcommands().entrySet()) {
      CommandSpec spec = command.getValue().getCommandSpec();
      line("-f -n __fish_use_subcommand -a " + command.getKey(), spec.usageMessage().description());
      for (OptionSpec option : spec.options()) {
        if (!option.hidden()) {
          option(seen(command.getKey()), option);
        }
      }
      parameters(command.getKey(), spec);
    }
    line(
        "-f -n " + seen(Subcommands.HELP) + " -a " + quoted(String.join(" ", Subcommands.NAMES)),
        "A command");
  }

  private static String seen(String command) {
    return "'__fish_seen_subcommand_from " + command + "'";
  }

  private void parameters(String command, CommandSpec spec) {
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      List<String> values = candidates(parameter);
      if (!values.isEmpty()) {
        // Where a file may stand instead, its name is completed too.
        String files = parameter.paramLabel().contains("FILE") ? "" : "-f ";
        line(
            files + "-n " + seen(command) + " -a " + quoted(String.join(" ", values)),
            parameter.description());
      }
    }
  }

  private static List<String> candidates(ArgSpec argument) {
    List<String> values = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(values::add);
    }
    return values;
  }

  private void option(String condition, OptionSpec option) {
    StringBuilder words = new StringBuilder("-n " + condition);
    for (String name : option.names()) {
      words.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
    }
    if (option.arity().max() > 0) {
      List<String> values = candidates(option);
      // -x takes one of these values, -r also the name of a file.
      words.append(values.isEmpty() ? " -r" : " -x -a " + quoted(String.join(" ", values)));
    }
    line(words.toString(), option.description());
  }

  private void line(String words, String... description) {
    String first = description.length == 0 ? "" : description[0].replaceFirst("^%n", "");
    int end = first.indexOf(". ");
    out.print("complete -c earlymap " + words);
    out.print(" -d " + quoted(end < 0 ? first : first.substring(0, end + 1)) + "\n");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}

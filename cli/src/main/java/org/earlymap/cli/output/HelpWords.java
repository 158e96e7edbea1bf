// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Help whose lines never end within a file's name or an option's. picocli breaks lines behind any
 * full stop; one that letters stand around is another character until the lines are made.
 */
public final class HelpWords {
  /** Of a private use area: a letter to those who break lines. */
  private static final char JOINED = '\uE000';

  private static final Pattern STOP = Pattern.compile("(?<=[\\p{Alnum}/~-])\\.(?=[\\p{Alnum}])");

  private HelpWords() {}

  /** Makes {@code command} keep its words together where its help is asked for. */
  public static void keepTogether(CommandLine command) {
    command.setHelpFactory(
        (spec, colours) -> {
          join(spec);
          return new Help(spec, colours);
        });
    command.getHelpSectionMap().replaceAll((key, section) -> apart(section));
  }

  private static IHelpSectionRenderer apart(IHelpSectionRenderer section) {
    return help -> section.render(help).replace(JOINED, '.');
  }

  private static void join(CommandSpec spec) {
    spec.usageMessage().description(joined(spec.usageMessage().description()));
    spec.usageMessage().footer(joined(spec.usageMessage().footer()));
    for (OptionSpec option : new ArrayList<>(spec.options())) {
      if (!option.inherited() && option.group() == null) {
        spec.remove(option);
        spec.addOption(
            OptionSpec.builder(option).description(joined(option.description())).build());
      }
    }
    for (PositionalParamSpec parameter : new ArrayList<>(spec.positionalParameters())) {
      spec.remove(parameter);
      spec.addPositional(
          PositionalParamSpec.builder(parameter)
              .description(joined(parameter.description()))
              .build());
    }
  }

  private static String[] joined(String[] lines) {
    return Arrays.stream(lines)
        .map(line -> STOP.matcher(line).replaceAll(String.valueOf(JOINED)))
        .toArray(String[]::new);
  }
}

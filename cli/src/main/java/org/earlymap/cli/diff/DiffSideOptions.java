// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.diff;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.cli.options.SpaceOptions;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Gives a command every option of a layout three times: for both sides, for A ({@code --a.va-bits})
 * and for B. Their values are kept as they were given, for {@link DiffSide} to read.
 */
final class DiffSideOptions implements IModelTransformer {
  private static final String DASHES = "--";
  private static final List<String> PREFIXES = List.of("", "a.", "b.");

  @Override
  public CommandSpec transform(CommandSpec command) {
    for (OptionSpec option : CommandSpec.forAnnotatedObject(new SpaceOptions()).options()) {
      for (String prefix : PREFIXES) {
        command.addOption(
            OptionSpec.builder(DASHES + prefix + plain(option))
                .arity(option.arity().toString())
                .paramLabel(option.paramLabel())
                .description(option.description())
                .hidden(!prefix.isEmpty())
                .type(option.arity().max() == 0 ? Boolean.class : List.class)
                .auxiliaryTypes(option.arity().max() == 0 ? Boolean.class : String.class)
                .build());
      }
    }
    return command;
  }

  /** The arguments for one side: those of both, then its own. */
  static List<String> arguments(ParseResult parsed, String side) {
    List<String> arguments = new ArrayList<>();
    for (String prefix : List.of("", side + ".")) {
      for (OptionSpec option : CommandSpec.forAnnotatedObject(new SpaceOptions()).options()) {
        String name = DASHES + prefix + plain(option);
        if (!parsed.hasMatchedOption(name)) {
          continue;
        }
        for (String value : parsed.matchedOption(name).originalStringValues()) {
          arguments.add(DASHES + plain(option));
          if (option.arity().max() > 0) {
            arguments.add(value);
          }
        }
      }
    }
    return arguments;
  }

  /** Whether no option makes one side another than the other. */
  static boolean sameForBoth(ParseResult parsed) {
    return parsed.matchedOptions().stream()
        .map(OptionSpec::longestName)
        .noneMatch(name -> name.startsWith(DASHES + "a.") || name.startsWith(DASHES + "b."));
  }

  private static String plain(OptionSpec option) {
    return option.longestName().substring(DASHES.length());
  }
}

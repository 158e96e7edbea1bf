// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.earlymap.check.Rule;
import org.earlymap.check.catalog.RuleCatalog;
import org.earlymap.cli.output.Nearest;
import org.earlymap.cli.output.OutputOption;
import org.earlymap.cli.output.OutputStrategy;
import org.earlymap.cpu.CpuModel;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** What all commands have in common, given to each of them when it is made. */
final class CommandShape {
  private static final String OUTPUT = "--output";

  /** What values options have that take one of many names, or anything. */
  private static final Map<String, Supplier<List<String>>> KNOWN =
      Map.of(
          "--cpu", CpuModel::shipped,
          "--only", CommandShape::rules,
          "--ignore", CommandShape::rules,
          "--kasan", () -> List.of("none", "generic", "sw-tags", "hw-tags"),
          "--page-size", () -> List.of("4K", "16K", "64K"),
          "--va-bits", () -> List.of("36", "39", "42", "47", "48", "52"),
          "--pa-bits", () -> List.of("48", "52"),
          "--boot-el", () -> List.of("1", "2"));

  private static final List<String> SIDES = List.of("--a.", "--b.");

  private CommandShape() {}

  /** Values that are words in lower case, and {@code -o} where the command has no such option. */
  static void give(CommandSpec command) {
    for (ArgSpec argument : new ArrayList<>(command.args())) {
      Class<?> type = valueType(argument);
      if (type.isEnum() && argument.converters().length == 0) {
        List<String> words = words(type);
        replace(command, argument, words, text -> chosen(type, words, text));
      }
    }
    if (!command.optionsMap().containsKey(OUTPUT)) {
      command.addMixin(OutputStrategy.MIXIN, CommandSpec.forAnnotatedObject(new OutputOption()));
    }
  }

  /** Values to choose from, and the options of one side, for those who complete words. */
  static void giveCandidates(CommandSpec command) {
    for (OptionSpec option : new ArrayList<>(command.options())) {
      String name = option.longestName();
      boolean side = SIDES.stream().anyMatch(name::startsWith);
      Supplier<List<String>> known = KNOWN.get(side ? "--" + name.substring(4) : name);
      if (known != null || side) {
        command.remove(option);
        OptionSpec.Builder built = OptionSpec.builder(option).hidden(option.hidden() && !side);
        if (known != null) {
          built.completionCandidates(known.get());
        }
        command.addOption(built.build());
      }
    }
    giveModels(command);
  }

  /** The CPUs where a command has one as its parameter. */
  private static void giveModels(CommandSpec command) {
    for (PositionalParamSpec parameter : List.copyOf(command.positionalParameters())) {
      if (parameter.paramLabel().startsWith("MODEL")) {
        command.remove(parameter);
        command.addPositional(
            PositionalParamSpec.builder(parameter)
                .completionCandidates(CpuModel.shipped())
                .build());
      }
    }
  }

  private static List<String> rules() {
    return RuleCatalog.all().stream().map(Rule::id).toList();
  }

  private static Class<?> valueType(ArgSpec argument) {
    Class<?>[] types = argument.auxiliaryTypes();
    return types.length == 0 ? argument.type() : types[0];
  }

  private static void replace(
      CommandSpec command, ArgSpec argument, List<String> words, ITypeConverter<?> converter) {
    command.remove(argument);
    if (argument instanceof OptionSpec option) {
      command.addOption(
          OptionSpec.builder(option).completionCandidates(words).converters(converter).build());
    } else if (argument instanceof PositionalParamSpec parameter) {
      command.addPositional(
          PositionalParamSpec.builder(parameter)
              .completionCandidates(words)
              .converters(converter)
              .build());
    }
  }

  /** {@code EARLY_MAP} is {@code early-map}. */
  private static List<String> words(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(value -> ((Enum<?>) value).name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }

  private static Object chosen(Class<?> type, List<String> words, String text) {
    int at = words.indexOf(text.toLowerCase(Locale.ROOT));
    if (at < 0) {
      throw new TypeConversionException(
          "found '"
              + text
              + "', expected "
              + listed(words)
              + Nearest.of(text, words).map(word -> ": did you mean " + word + "?").orElse(""));
    }
    return type.getEnumConstants()[at];
  }

  private static String listed(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }
}

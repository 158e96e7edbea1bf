// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Every command explains itself: what it does, each option, and examples that parse. */
final class HelpTest {
  static Stream<String> commands() {
    return Subcommands.NAMES.stream().filter(name -> !name.equals(Subcommands.HELP));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void saysWhatItDoes(String name) {
    CommandSpec spec = command(name);
    assertThat(spec.usageMessage().description()).as(name).isNotEmpty();
    assertThat(spec.usageMessage().description()[0]).endsWith(".");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionIsDescribed(String name) {
    for (ArgSpec option : command(name).args()) {
      if (!option.hidden()) {
        assertThat(String.join("", option.description())).as(name + ": " + option).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void examplesParse(String name) {
    List<String> examples = examples(command(name));
    assertThat(examples).as("lines of the footer that start with 'earlymap " + name).isNotEmpty();
    for (String example : examples) {
      List<String> words = words(example);
      ParseResult result = Earlymap.complete().parseArgs(words.toArray(String[]::new));
      assertThat(result.hasSubcommand()).as(example).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsAndEndsWell(String name) {
    Invocation help = Invocation.of(name, "--help");
    assertThat(help.code()).isEqualTo(ExitCode.DONE);
    assertThat(help.err()).isEmpty();
    assertThat(help.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(Invocation.of("help", name)).isEqualTo(help);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 67, 75, 80, 88, 93, 100, 120, 160})
  void noLineEndsWithinAName(int width) {
    CommandLine earlymap = Earlymap.complete().setUsageHelpWidth(width);
    for (CommandLine command : earlymap.getSubcommands().values()) {
      String help = command.getUsageMessage();
      assertThat(help).doesNotContainPattern("[a-z]{2}\\.\\n *[a-z]").doesNotContain("\ue000");
      assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(width + 1));
    }
  }

  @Test
  void theFirstPageNamesEveryCommand() {
    String page = Invocation.of("--help").out();
    assertThat(commands())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(page).contains("\n  " + name));
  }

  @Test
  void completionKnowsEveryCommand() {
    for (String shell : List.of("bash", "zsh")) {
      String script = Invocation.of("completion", shell).out();
      assertThat(commands())
          .allSatisfy(name -> assertThat(script).contains("_picocli_earlymap_" + name + "()"));
    }
  }

  @Test
  void anUnknownCommandIsAnsweredWithTheNearest() {
    Invocation wrong = Invocation.of("completoin");
    assertThat(wrong.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).contains("completoin", "completion").doesNotContain("\tat ");
  }

  private static CommandSpec command(String name) {
    CommandLine command = Earlymap.complete().getSubcommands().get(name);
    return Objects.requireNonNull(command, name).getCommandSpec();
  }

  /** The lines of the footer that are commands of {@code earlymap}, continued lines joined. */
  private static List<String> examples(CommandSpec spec) {
    List<String> found = new ArrayList<>();
    boolean continued = false;
    for (String line : spec.usageMessage().footer()) {
      String text = line.replaceFirst("  +#.*", "").strip();
      if (continued) {
        found.set(found.size() - 1, found.get(found.size() - 1) + " " + text);
      } else if (text.startsWith("earlymap ")) {
        found.add(text);
      }
      continued = text.endsWith("\\");
      if (continued) {
        found.set(found.size() - 1, found.get(found.size() - 1).replaceFirst("\\s*\\\\$", ""));
      }
    }
    return found;
  }

  /** What a shell would pass on: no redirection, pipe or following command. */
  private static List<String> words(String example) {
    String command = example.replaceFirst("\\s(>|\\||&&|;).*", "").replaceFirst("^earlymap ", "");
    return Arrays.stream(command.split(" +")).map(word -> word.replaceAll("['\"]", "")).toList();
  }
}

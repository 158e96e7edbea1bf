// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.earlymap.cli.text.Roff;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual pages of all commands, made of what {@code --help} prints. */
final class ManualPages {
  private static final String PROGRAM = "earlymap";

  private final String source;

  private ManualPages(String source) {
    this.source = source;
  }

  /**
   * Writes them, for a package to be made.
   *
   * @param args the folder to write to, which exists, and the version
   */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    ManualPages pages = new ManualPages(PROGRAM + " " + args[1]);
    CommandLine complete = Earlymap.complete();
    Path folder = Path.of(args[0]);
    Files.writeString(folder.resolve(PROGRAM + ".1"), pages.overview(complete));
    for (Map.Entry<String, CommandLine> command : complete.getSubcommands().entrySet()) {
      if (!command.getKey().equals(Subcommands.HELP)) {
        Path page = folder.resolve(PROGRAM + "-" + command.getKey() + ".1");
        Files.writeString(page, pages.page(command.getKey(), command.getValue()));
      }
    }
  }

  private String overview(CommandLine earlymap) {
    CommandSpec spec = earlymap.getCommandSpec();
    Roff page = new Roff(PROGRAM, source);
    page.section("Name").line(PROGRAM + " - " + summary(spec));
    page.section("Synopsis").line(synopsis(earlymap));
    page.section("Description");
    paragraphs(page, spec.usageMessage().description());
    page.section("Commands");
    for (Map.Entry<String, CommandLine> command : earlymap.getSubcommands().entrySet()) {
      page.item(command.getKey(), formatted(summaryLine(command.getValue().getCommandSpec())));
    }
    options(page, spec);
    exitStatus(page, spec);
    page.section("Environment")
        .item("JAVA_HOME", "The Java to use, 17 or later; without it, the java in PATH.")
        .item("EARLYMAP_JAVA_OPTS", "Further options for the Java virtual machine.")
        .item("XDG_CACHE_HOME", "Where an archive of classes is kept, for faster starts.")
        .item("NO_COLOR", "Where it is set, nothing is printed in colour.");
    List<String> others = new ArrayList<>();
    for (String name : earlymap.getSubcommands().keySet()) {
      if (!name.equals(Subcommands.HELP)) {
        others.add(PROGRAM + "-" + name + "(1)");
      }
    }
    return page.section("See also").line(String.join(", ", others)).toString();
  }

  private String page(String name, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    Roff page = new Roff(PROGRAM + "-" + name, source);
    page.section("Name").line(PROGRAM + "-" + name + " - " + summary(spec));
    page.section("Synopsis").line(synopsis(command));
    page.section("Description");
    paragraphs(page, spec.usageMessage().description());
    if (!spec.positionalParameters().isEmpty()) {
      page.section("Arguments");
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        page.item(parameter.paramLabel(), String.join(" ", parameter.description()));
      }
    }
    options(page, spec);
    exitStatus(page, spec.root());
    if (spec.usageMessage().footer().length > 0) {
      page.section("Examples")
          .literal(
              Arrays.stream(spec.usageMessage().footer()).map(ManualPages::formatted).toList());
    }
    return page.section("See also").line(PROGRAM + "(1)").toString();
  }

  private static void options(Roff page, CommandSpec spec) {
    page.section("Options");
    spec.options().stream()
        .filter(option -> !option.hidden())
        .sorted(Comparator.comparing(option -> bare(option.longestName())))
        .forEach(option -> page.item(names(option), String.join(" ", option.description())));
  }

  private static String bare(String name) {
    return name.replaceFirst("^-+", "");
  }

  private static String names(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
  }

  private static void exitStatus(Roff page, CommandSpec root) {
    page.section("Exit status");
    root.usageMessage().exitCodeList().forEach(page::item);
  }

  private static void paragraphs(Roff page, String... texts) {
    for (String text : texts) {
      for (String paragraph : formatted(text).split("\n\n", -1)) {
        if (!paragraph.isBlank()) {
          page.paragraph(paragraph.replace('\n', ' ').strip());
        }
      }
    }
  }

  /** What the first line of a page says: no capital, no full stop. */
  private static String summary(CommandSpec spec) {
    String line = formatted(summaryLine(spec)).strip();
    int end = line.indexOf(". ");
    String sentence = end < 0 ? line.replaceFirst("\\.$", "") : line.substring(0, end);
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }

  private static String summaryLine(CommandSpec spec) {
    String[] lines = spec.usageMessage().description();
    return lines.length == 0 ? "" : lines[0];
  }

  private static String synopsis(CommandLine command) {
    Help help = new Help(command.getCommandSpec(), Help.Ansi.OFF);
    return help.abbreviatedSynopsis().strip();
  }

  /** Descriptions are formats: {@code %n} and {@code %%}. */
  private static String formatted(String text) {
    return String.format(Locale.ROOT, text).replace("\r", "");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.arch.Permissions;
import org.earlymap.build.MemoryImage;
import org.earlymap.cli.options.MemoryConverter;
import org.earlymap.cli.output.ColourOption;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.Paint;
import org.earlymap.cli.output.Progress;
import org.earlymap.cli.output.TableTrouble;
import org.earlymap.table.AccessAudit;
import org.earlymap.table.AccessRule;
import org.earlymap.table.AccessViolation;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code earlymap wx}: what is writable and executable, and its kin. */
@Command(
    name = "wx",
    mixinStandardHelpOptions = true,
    description = {
      "Looks for mappings that allow too much, under the permission model that the registers switch"
          + " on: writable and executable at EL1 or EL0, executable outside text, open to EL0 in"
          + " the kernel's half, executable device memory, and memory that is writable at one"
          + " address and executable at another.",
      "",
      "Exit code 1 says that there are some, 2 that not all of the tables could be read."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap wx build/",
      "  earlymap wx vmcore --text 0xffff800080010000:1920K --format json"
    })
public final class WxCommand implements Callable<Integer> {
  /** More are counted and not listed. */
  private static final int MOST_LISTED = 100_000;

  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ImageOptions image = new ImageOptions();

  @Mixin private SymbolOptions symbols = new SymbolOptions();

  @Option(
      names = "--text",
      paramLabel = "VA:SIZE",
      converter = MemoryConverter.class,
      description = "Where executable mappings belong (repeatable).")
  private List<Range> text = new ArrayList<>();

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (default) or json.")
  private Format format = Format.TEXT;

  @Mixin private ColourOption colour = new ColourOption();

  @Override
  public Integer call() throws IOException {
    AccessAudit.Verdict verdict;
    boolean all;
    Permissions permissions;
    PrintWriter err = spec.commandLine().getErr();
    MemoryImage memory = image.open(err);
    try (Progress progress = Progress.start(err, "opening the tables")) {
      TranslationContext context = image.context(memory);
      permissions = context.permissions();
      progress.step("walking the tables");
      TableWalker walker = new TableWalker(memory.memory(), context);
      all = TableTrouble.sawEverything(err, "", walker);
      if (image.leavesOutRoot(memory, context)) {
        err.println("earlymap: " + ImageOptions.LEFT_OUT_ROOT + "; " + ImageOptions.OTHER_ROOT);
      }
      progress.step("judging the mappings");
      verdict = AccessAudit.of(walker, text, MOST_LISTED);
    }
    SymbolOptions.Names names =
        verdict.violations().isEmpty()
            ? SymbolOptions.Names.none()
            : symbols.names(memory, image.image());
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case TEXT -> printText(out, colour.paint(), verdict, names, all, permissions);
      case JSON -> printJson(out, verdict, names, all, permissions);
    }
    if (verdict.unlisted() > 0) {
      err.println("earlymap: " + verdict.unlisted() + " more are not listed");
    }
    if (!all) {
      return ExitCode.TROUBLE;
    }
    return verdict.total() == 0 ? ExitCode.DONE : ExitCode.NO;
  }

  private static void printText(
      PrintWriter out,
      Paint paint,
      AccessAudit.Verdict verdict,
      SymbolOptions.Names names,
      boolean all,
      Permissions permissions) {
    for (AccessViolation each : verdict.violations()) {
      out.println(
          Hex.of(each.mapping().va())
              + ".."
              + Hex.of(each.mapping().endVa())
              + "  pa "
              + Hex.of(each.mapping().pa())
              + "  "
              + permissions.describe(each.rights())
              + "  "
              + paint.red(each.rule().label())
              + ": "
              + description(each.rule(), permissions)
              + (each.rule() == AccessRule.WRITABLE_ALIAS ? ", at " + Hex.of(each.otherVa()) : "")
              + names.of(each.mapping().va()).map(name -> ", from " + name + " on").orElse(""));
    }
    if (verdict.total() > 0) {
      out.println(paint.red(verdict.total() + " mappings allow too much"));
    } else {
      String nothing =
          (all ? "nothing" : "nothing that could be read")
              + " is writable and executable, or open where it should not be";
      out.println(all ? paint.green(nothing) : paint.yellow(nothing));
    }
  }

  private static void printJson(
      PrintWriter out,
      AccessAudit.Verdict verdict,
      SymbolOptions.Names names,
      boolean all,
      Permissions permissions) {
    List<AccessViolation> violations = verdict.violations();
    out.println(
        "{ \"schema\": \"earlymap.wx/1\", \"complete\": "
            + all
            + ", \"total\": "
            + verdict.total()
            + ", \"violations\": [");
    for (int i = 0; i < violations.size(); i++) {
      AccessViolation each = violations.get(i);
      out.println(
          "  { \"rule\": \""
              + each.rule().label()
              + "\", \"va\": \""
              + Hex.of(each.mapping().va())
              + "\", \"end\": \""
              + Hex.of(each.mapping().endVa())
              + "\", \"pa\": \""
              + Hex.of(each.mapping().pa())
              + "\", \"descriptor\": \""
              + Hex.of(each.mapping().descriptor())
              + "\", \"rights\": \""
              + permissions.describe(each.rights())
              + "\""
              + (each.rule() == AccessRule.WRITABLE_ALIAS
                  ? ", \"executableAt\": \"" + Hex.of(each.otherVa()) + "\""
                  : "")
              + names
                  .of(each.mapping().va())
                  .map(name -> ", \"symbol\": \"" + name + "\"")
                  .orElse("")
              + " }"
              + (i + 1 < violations.size() ? "," : ""));
    }
    out.println("] }");
  }

  private static String description(AccessRule rule, Permissions permissions) {
    String description = rule.description();
    return permissions.kind().hasOnePrivilege()
        ? description.replace("EL1", permissions.kind().exceptionLevel())
        : description;
  }
}

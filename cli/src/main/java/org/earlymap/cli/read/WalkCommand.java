// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.Hex;
import org.earlymap.arch.Descriptor;
import org.earlymap.build.MemoryImage;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.OutputOption;
import org.earlymap.cli.picture.BuildView;
import org.earlymap.cli.picture.WalkPage;
import org.earlymap.cli.text.DescriptorText;
import org.earlymap.cli.text.WalkText;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.table.TranslationContext;
import org.earlymap.table.WalkStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earlymap walk}: one translation, level by level. */
@Command(
    name = "walk",
    mixinStandardHelpOptions = true,
    description = {
      "Translates virtual addresses, level by level: the table, the entry, the descriptor, what its"
          + " fields say, and the verdict. Without --half or --root each address is looked up in"
          + " the half that it belongs to. Of a build with a trace it says who wrote each entry.",
      "",
      "Exit code 1 says that an address does not translate."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap walk build/manifest.json 0xffff800080000000",
      "  earlymap walk build/ start_kernel+0x40 --symbols vmlinux",
      "  earlymap walk build/ 0xffff800080010000 --format html -o walk.html",
      "  earlymap walk vmcore 0xffff800080010000 0xfff0000000000000",
      "  earlymap walk ram.bin@0x40000000 --registers gdb.txt 0xffff800080010000",
      "  earlymap walk ram.bin@0x40000000 --tcr 0x00400035b5503510 --ttbr1 0x4045e000"
          + " 0xffff800080010000"
    })
public final class WalkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ImageOptions image = new ImageOptions();

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "VA",
      description =
          "One or more virtual addresses, hexadecimal with or without 0x, or symbols such as"
              + " start_kernel+0x40.")
  private List<String> addresses = new ArrayList<>();

  @Mixin private SymbolOptions symbols = new SymbolOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), json, or html: a page with each descriptor bit by bit.")
  private Format format = Format.TEXT;

  @Mixin private OutputOption output = new OutputOption();

  /** What is printed. */
  enum Format {
    TEXT,
    JSON,
    HTML
  }

  @Override
  public Integer call() throws IOException {
    MemoryImage memory = image.open(spec.commandLine().getErr());
    Optional<TableWrites> writes = image.writes(memory);
    List<WalkJson.Walk> walks = new ArrayList<>();
    SymbolOptions.Names names = symbols.names(memory, image.image());
    for (String address : addresses) {
      long va = names.address(address);
      TranslationContext context = image.contextFor(memory, va);
      Translation translation = new TableWalker(memory.memory(), context).translate(va);
      walks.add(new WalkJson.Walk(translation, context, names.of(va)));
    }
    output.write(
        spec.commandLine().getOut(),
        out -> {
          switch (format) {
            case TEXT ->
                walks.forEach(
                    walk ->
                        print(
                            out,
                            walk.translation(),
                            walk.context(),
                            names,
                            image.leavesOutRoot(memory, walk.context()),
                            writes));
            case JSON -> WalkJson.print(walks, writes, out);
            case HTML -> out.print(page(walks, memory, names, writes));
          }
        });
    boolean all = walks.stream().allMatch(walk -> walk.translation() instanceof Translation.Mapped);
    return all ? ExitCode.DONE : ExitCode.NO;
  }

  private String page(
      List<WalkJson.Walk> walks,
      MemoryImage memory,
      SymbolOptions.Names names,
      Optional<TableWrites> writes) {
    List<WalkPage.Walk> pages = new ArrayList<>();
    for (WalkJson.Walk walk : walks) {
      pages.add(
          new WalkPage.Walk(
              walk.translation(),
              walk.context(),
              names.place(walk.translation().va()),
              image.leavesOutRoot(memory, walk.context())
                  ? ImageOptions.LEFT_OUT_ROOT + "; " + ImageOptions.OTHER_ROOT
                  : ""));
    }
    BuildView view = new BuildView(image.image(), memory.manifest(), List.of(), writes);
    return WalkPage.of(view, pages);
  }

  private static void print(
      PrintWriter out,
      Translation translation,
      TranslationContext context,
      SymbolOptions.Names names,
      boolean rootLeftOut,
      Optional<TableWrites> writes) {
    out.println(
        "va "
            + Hex.of(translation.va())
            + " through "
            + context.baseRegister()
            + ", "
            + context.regime().granule().label()
            + " pages, "
            + context.regime().vaBits()
            + " bits, "
            + context.regime().format());
    names.place(translation.va()).ifPresent(name -> out.println("  in " + name));
    int hierarchical = 0;
    for (WalkStep step : translation.steps()) {
      out.println("  " + WalkText.of(step));
      List<String> lines =
          DescriptorText.of(step.descriptor(), step.level(), context, hierarchical);
      for (String line : lines) {
        out.println("           " + line);
      }
      writes
          .flatMap(all -> all.last(step.entryPa()))
          .ifPresent(
              last ->
                  out.println(
                      "           written by "
                          + last.describe()
                          + (last.after() == step.descriptor()
                              ? ""
                              : ", and changed by the model after that")));
      if (Descriptor.isTable(step.descriptor(), step.level())) {
        hierarchical |= context.permissions().hierarchical(step.descriptor());
      }
    }
    if (translation instanceof Translation.Mapped mapped) {
      out.println(
          "  pa "
              + Hex.of(mapped.pa())
              + "  "
              + context.permissions().describe(mapped.rights())
              + "  "
              + mapped.memoryType().describe());
    } else if (rootLeftOut) {
      out.println(
          "  translation fault at level "
              + context.regime().rootLevel()
              + ": "
              + ImageOptions.LEFT_OUT_ROOT
              + ";");
      out.println("  " + ImageOptions.OTHER_ROOT);
    } else if (translation instanceof Translation.Faulting faulting) {
      out.println("  " + faulting.type().describe() + " at level " + faulting.level());
    }
  }
}

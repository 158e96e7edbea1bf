// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.layout;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earlymap.cli.options.NamedSpace;
import org.earlymap.cli.options.SpaceOptions;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.OutputOption;
import org.earlymap.cli.picture.LayoutPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earlymap layout}: a kernel's virtual address space. */
@Command(
    name = "layout",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a kernel's virtual address space: what lies where, on a given CPU, with given"
          + " memory.",
      "",
      "The kernel is a file, or a configuration (--config), or options alone: then it has 4K pages"
          + " and 48 VA bits unless they say otherwise."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap layout vmlinux --cpu cortex-a72",
      "  earlymap layout --page-size 16K --va-bits 52 --kasan generic --release 6.12",
      "  earlymap layout --config .config --format json",
      "  earlymap layout --va-bits 39 --memory 0x80000000:4G --kaslr-seed 0x1234567890abcdef",
      "  earlymap layout --page-size 64K --va-bits 52 --format html -o layout.html"
    })
public final class LayoutCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON,
    HTML
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "KERNEL",
      description = "The kernel: a vmlinux, or an image such as /boot/vmlinuz.")
  private Optional<Path> kernel = Optional.empty();

  @Mixin private SpaceOptions options = new SpaceOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), json, or html: a page with a picture of the space.")
  private Format format = Format.TEXT;

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    NamedSpace named = options.space(kernel);
    output.write(spec.commandLine().getOut(), writer -> print(named, writer));
    return ExitCode.DONE;
  }

  private void print(NamedSpace named, PrintWriter out) {
    switch (format) {
      case TEXT -> new LayoutText(out).print(named);
      case JSON -> LayoutJson.print(named, out);
      case HTML -> out.print(LayoutPage.of(named.title(), named.space()));
    }
  }
}

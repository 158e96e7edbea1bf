// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.inspect;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.earlymap.cli.options.KernelOptions;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.kernel.KernelBuild;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code earlymap inspect}: what a kernel's file says about its boot, and where it says it. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what was found out about a kernel and where from: format, release, compiler, page"
          + " size, address widths, traits, segments, room for page tables, relocations.",
      "",
      "The kernel is a vmlinux or a stock image: plain, compressed, EFI zboot, or in a package or a"
          + " boot image."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap inspect samples/kernel/vmlinux-4k-52",
      "  earlymap inspect /boot/vmlinuz-6.12.117 --config /boot/config-6.12.117",
      "  earlymap inspect Image --system-map System.map --va-bits 48 --format json"
    })
public final class InspectCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KernelOptions kernel = new KernelOptions();

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (default) or json.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    KernelBuild image = kernel.load();
    Inspection inspection = Inspection.of(image);
    switch (format) {
      case TEXT -> new InspectText(out).print(inspection);
      case JSON -> InspectJson.print(inspection, out);
    }
    return ExitCode.DONE;
  }
}

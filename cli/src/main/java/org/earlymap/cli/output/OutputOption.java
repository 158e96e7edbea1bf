// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Where a report goes. */
public final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write to a file and not to standard output; - is standard output.")
  private Optional<Path> file = Optional.empty();

  /** Whether no file is named. */
  public boolean isStandard() {
    return target().isEmpty();
  }

  /** The file, where one is named. */
  public Optional<Path> target() {
    return file.filter(name -> !name.toString().equals("-"));
  }

  /** Writes {@code contents} to the file, or else to {@code standard}. */
  public void write(PrintWriter standard, Consumer<PrintWriter> contents) throws IOException {
    Optional<Path> target = target();
    if (target.isPresent()) {
      OutputFile.write(target.get(), contents);
    } else {
      contents.accept(standard);
    }
  }
}

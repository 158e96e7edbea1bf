// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.StandardOutput;

/** The program's entry: the only place that knows the process. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    // What is printed is the same everywhere: no one's digits, no one's capitals.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(new FileOutputStream(FileDescriptor.out), writer(System.err, true), args));
  }

  /** Runs one command; that its answer could not be written is trouble. */
  public static int run(OutputStream stdout, PrintWriter err, String... args) {
    StandardOutput output = new StandardOutput(stdout);
    int code = Earlymap.run(writer(output, false), err, args);
    output.complaint().ifPresent(complaint -> err.println("earlymap: " + complaint));
    err.flush();
    return output.isComplete() ? code : ExitCode.TROUBLE;
  }

  /** A writer of UTF-8, whatever the locale. */
  static PrintWriter writer(OutputStream stream, boolean flushLines) {
    return new PrintWriter(stream, flushLines, StandardCharsets.UTF_8);
  }
}

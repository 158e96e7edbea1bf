// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program's entry: the only place that knows the process. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = writer(System.out, false);
    PrintWriter err = writer(System.err, true);
    int code = Earlymap.run(out, err, args);
    out.flush();
    err.flush();
    if (code == ExitCode.DONE && System.out.checkError()) {
      code = ExitCode.TROUBLE;
    }
    System.exit(code);
  }

  /** A writer of UTF-8, whatever the locale. */
  static PrintWriter writer(OutputStream stream, boolean flushLines) {
    return new PrintWriter(stream, flushLines, StandardCharsets.UTF_8);
  }
}

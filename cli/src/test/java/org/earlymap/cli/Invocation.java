// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One run of the program within the test's process.
 *
 * @param code the exit code
 * @param out what went to standard output
 * @param err what went to standard error
 */
public record Invocation(int code, String out, String err) {
  /** Runs {@code earlymap} with these arguments. */
  public static Invocation of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Earlymap.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Invocation(code, out.toString(), err.toString());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.StringWriter;

/** A test that runs commands within its process and looks at what the last one wrote. */
public abstract class CommandTest {
  public final StringWriter out = new StringWriter();
  public final StringWriter err = new StringWriter();

  /** Runs {@code earlymap} with these arguments and returns its exit code. */
  public final int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Invocation invocation = Invocation.of(args);
    out.append(invocation.out());
    err.append(invocation.err());
    return invocation.code();
  }
}

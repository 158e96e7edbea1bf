// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

/** What the process answers with. */
public final class ExitCode {
  /** Done; the answer, if there was a question, is yes. */
  public static final int DONE = 0;

  /** Done, and the answer is no: different, not verified, findings. */
  public static final int NO = 1;

  /** Trouble: bad usage, bad input, or output that could not be written. */
  public static final int TROUBLE = 2;

  private ExitCode() {}
}

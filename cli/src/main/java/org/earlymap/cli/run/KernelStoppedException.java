// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

/** The kernel's own code did not come to where it was asked to: the answer is no. */
public final class KernelStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A kernel that stopped.
   *
   * @param where the stage or place that it did not reach
   * @param why where it stopped and why
   */
  public KernelStoppedException(String where, String why) {
    super("the kernel does not come to " + where + ": " + why);
  }
}

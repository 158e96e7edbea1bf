// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import picocli.CommandLine.Option;

/** How the kernel is entered. */
final class EntryOptions {
  @Option(
      names = "--boot-el",
      paramLabel = "1|2",
      defaultValue = "1",
      description =
          "The exception level at which the kernel is entered. Default: ${DEFAULT-VALUE}.")
  private int bootEl = 1;

  @Option(
      names = "--e2h-stuck",
      description = "HCR_EL2.E2H cannot be cleared: the CPU always runs with VHE.")
  private boolean e2hStuck;

  /** The exception level as given; whoever uses it says what it can be. */
  int level() {
    return bootEl;
  }

  boolean isE2hStuck() {
    return e2hStuck;
  }
}

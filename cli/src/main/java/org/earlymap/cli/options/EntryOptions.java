// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.util.Optional;
import picocli.CommandLine.Option;

/** How the kernel is entered. */
final class EntryOptions {
  @Option(
      names = "--boot-el",
      paramLabel = "1|2",
      description = "The exception level at which the kernel is entered. Default: 1.")
  private Optional<Integer> bootEl = Optional.empty();

  @Option(
      names = "--e2h-stuck",
      description = "HCR_EL2.E2H cannot be cleared: the CPU always runs with VHE.")
  private boolean e2hStuck;

  /** The exception level as given; whoever uses it says what it can be. */
  int level() {
    return bootEl.orElse(1);
  }

  boolean isLevelGiven() {
    return bootEl.isPresent();
  }

  boolean isE2hStuck() {
    return e2hStuck;
  }
}

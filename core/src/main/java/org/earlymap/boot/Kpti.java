// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import java.util.Optional;
import org.earlymap.kernel.KernelConfig;
import org.earlymap.kernel.VaLayout;

/** Whether the kernel is unmapped while user space runs ({@code unmap_kernel_at_el0}). */
final class Kpti {
  private Kpti() {}

  static boolean isOn(BootEnvironment environment, EarlyParameters parameters) {
    KernelConfig config = environment.kernel().config();
    Decisions decisions = environment.decisions();
    if (!config.isSet("UNMAP_KERNEL_AT_EL0")) {
      return false;
    }
    return forced(decisions, parameters)
        .orElseGet(
            () -> !decisions.features().isOnKptiSafeList() && !decisions.features().hasCsv3());
  }

  /** The erratum first, then the command line, then KASLR, then the mitigations as a whole. */
  private static Optional<Boolean> forced(Decisions decisions, EarlyParameters parameters) {
    if (decisions.features().isCavium27456()) {
      return Optional.of(false);
    }
    if (parameters.kpti().isPresent()) {
      return parameters.kpti();
    }
    boolean kaslr = Long.compareUnsigned(decisions.kaslr().offset(), VaLayout.MIN_KIMG_ALIGN) >= 0;
    if (kaslr && decisions.nonGlobal()) {
      return Optional.of(true);
    }
    return parameters.mitigationsOff() ? Optional.of(false) : Optional.empty();
  }
}

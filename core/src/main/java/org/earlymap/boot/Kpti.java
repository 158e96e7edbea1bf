// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import org.earlymap.cpu.KptiDecision;
import org.earlymap.kernel.KernelConfig;
import org.earlymap.kernel.VaLayout;

/** Gathers what {@link KptiDecision} wants to know of a boot. */
final class Kpti {
  private Kpti() {}

  static boolean isOn(BootEnvironment environment, EarlyParameters parameters) {
    KernelConfig config = environment.kernel().config();
    Decisions decisions = environment.decisions();
    boolean kaslr = Long.compareUnsigned(decisions.kaslr().offset(), VaLayout.MIN_KIMG_ALIGN) >= 0;
    KptiDecision.Circumstances circumstances =
        new KptiDecision.Circumstances(
            config.isSet("UNMAP_KERNEL_AT_EL0"),
            parameters.kpti(),
            parameters.mitigationsOff(),
            kaslr,
            config.isSet("ARM64_E0PD"),
            config.isSet("CAVIUM_ERRATUM_27456"));
    return KptiDecision.of(decisions.features(), circumstances).isolated();
  }
}

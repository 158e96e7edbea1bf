// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import org.earlymap.config.KernelConfig;
import org.earlymap.cpu.feature.KptiDecision;
import org.earlymap.layout.VaLayout;

/** Gathers what {@link KptiDecision} wants to know of a boot. */
public final class Kpti {
  private Kpti() {}

  public static boolean isOn(BootEnvironment environment, EarlyParameters parameters) {
    KernelConfig config = environment.kernel().config();
    Decisions decisions = environment.decisions();
    boolean kaslr = Long.compareUnsigned(decisions.kaslr().offset(), VaLayout.MIN_KIMG_ALIGN) >= 0;
    KptiDecision.Circumstances circumstances =
        new KptiDecision.Circumstances(parameters.kpti(), parameters.mitigationsOff(), kaslr);
    return KptiDecision.of(
            config, environment.kernel().traits(), decisions.features(), circumstances)
        .isolated();
  }
}

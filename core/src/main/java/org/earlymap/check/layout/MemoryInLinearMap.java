// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import java.util.Locale;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.layout.LinearMapPlacement.Dropped;
import org.earlymap.layout.VaLayout;

/**
 * EM-LAY-008: the linear map holds all memory of the board. Protects from memory that the kernel
 * drops in silence, as it lies too far from the rest.
 */
final class MemoryInLinearMap extends Rule {
  private static final int LEAST_PA_BITS = 48;

  MemoryInLinearMap() {
    super(
        "EM-LAY-008",
        Severity.WARNING,
        "the linear map holds all memory of the board",
        "arch/arm64/mm/init.c: arm64_memblock_init()");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (kernel.memory().isEmpty()) {
      verdict.notApplied("no board's memory was given");
      return;
    }
    for (VaLayout layout : new VaLayout[] {kernel.layout(), kernel.leastLayout()}) {
      int bits = layout.vaBitsActual() == 52 ? kernel.config().paBits() : LEAST_PA_BITS;
      LinearMapPlacement placement =
          LinearMapPlacement.of(
              layout,
              new LinearMapPlacement.Inputs(
                  kernel.memory(), kernel.config().paBits(), bits, 0, 0, false));
      for (Dropped dropped : placement.dropped()) {
        verdict.finding(
            "memory with " + layout.vaBitsActual() + " bits",
            String.format(
                Locale.ROOT,
                "with %d address bits %s of memory at %s are lost: %s",
                layout.vaBitsActual(),
                Figures.size(dropped.range().size()),
                Figures.hex(dropped.range().start()),
                dropped.reason().description()));
      }
      if (kernel.config().vaBits() == kernel.config().vaBitsMin()) {
        return;
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.parts.KernelSection;

/**
 * EM-PRM-003: the text holds code only. Protects from data that can be executed, which is what an
 * attacker's gadgets are made of.
 */
final class DataOutsideText extends Rule {
  DataOutsideText() {
    super(
        "EM-PRM-003",
        Severity.WARNING,
        "the text holds code only; what else lies there is executable",
        "arch/arm64/kernel/pi/map_kernel.c: map_kernel()");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    Range text = kernel.range(ImageSegment.TEXT);
    for (KernelSection section : kernel.sections()) {
      if (!section.executable() && text.contains(section.address()) && !isOldGot(section)) {
        verdict.finding(
            section.name(),
            section.address(),
            String.format(
                "%s at %s is no code, but the text is mapped executable",
                section.name(), Figures.hex(section.address())));
      }
    }
  }

  /** Kernels before 6.9 keep the global offset table in the text. */
  private static boolean isOldGot(KernelSection section) {
    return section.name().equals(".got") || section.name().equals(".got.plt");
  }
}

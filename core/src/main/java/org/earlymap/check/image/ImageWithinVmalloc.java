// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.image;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.KaslrPlacement;
import org.earlymap.layout.VaLayout;

/**
 * EM-SEG-018: the image ends inside the vmalloc area wherever KASLR puts it. Protects from a seed,
 * one in many, that moves the end of the image into the fixmap or beyond.
 */
final class ImageWithinVmalloc extends Rule {
  ImageWithinVmalloc() {
    super(
        "EM-SEG-018",
        Severity.ERROR,
        "the image ends inside the vmalloc area wherever KASLR puts it",
        "arch/arm64/kernel/pi/kaslr_early.c: kaslr_early_init()");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    VaLayout layout = kernel.leastLayout();
    long most = VaLayout.MIN_KIMG_ALIGN - VaLayout.SEGMENT_ALIGN;
    long furthest = KaslrPlacement.of(layout, -1L, most).offset();
    long room = layout.vmallocEnd() - kernel.at("_end") - furthest;
    verdict.measured("room behind the image", Figures.size(room));
    if (room < 0) {
      verdict.finding(
          "_end",
          String.format(
              "moved by 0x%x the image ends at %s, behind VMALLOC_END at %s",
              furthest,
              Figures.hex(kernel.at("_end") + furthest),
              Figures.hex(layout.vmallocEnd())));
    }
  }
}

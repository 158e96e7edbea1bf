// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.parts.KernelSection;

/**
 * EM-SEG-020: every loaded section lies between {@code _text} and {@code _end}. Protects from
 * orphan sections, which no boot loader loads and no stage maps.
 */
final class SectionsInsideImage extends Rule {
  SectionsInsideImage() {
    super(
        "EM-SEG-020",
        Severity.ERROR,
        "every loaded section lies between _text and _end; what lies outside is not loaded or"
            + " mapped",
        "arch/arm64/kernel/vmlinux.lds.S: SECTIONS");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    Range image = kernel.range("_text", "_end");
    for (KernelSection section : kernel.sections()) {
      boolean inside =
          image.contains(section.address())
              && Long.compareUnsigned(section.end(), image.end()) <= 0;
      if (!inside) {
        verdict.finding(
            section.name(),
            section.address(),
            String.format(
                "%s at %s..%s is outside the image %s..%s",
                section.name(),
                Figures.hex(section.address()),
                Figures.hex(section.end()),
                Figures.hex(image.start()),
                Figures.hex(image.end())));
      }
    }
  }
}

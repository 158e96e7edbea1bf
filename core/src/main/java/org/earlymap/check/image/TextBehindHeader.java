// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.image;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.VaLayout;

/**
 * EM-SEG-005: {@code _stext} is 64 KiB behind {@code _text}. Protects from an image header that is
 * mapped executable together with the text.
 */
final class TextBehindHeader extends Rule {
  TextBehindHeader() {
    super(
        "EM-SEG-005",
        Severity.ERROR,
        "_stext is 64 KiB behind _text; the header before it is not executable",
        "arch/arm64/kernel/vmlinux.lds.S: .text : ALIGN(SEGMENT_ALIGN)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    long distance = kernel.at("_stext") - kernel.at("_text");
    if (distance != VaLayout.SEGMENT_ALIGN) {
      verdict.finding(
          "_stext",
          kernel.at("_stext"),
          "_stext is "
              + Figures.size(distance)
              + " behind _text, expected "
              + Figures.size(VaLayout.SEGMENT_ALIGN));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.image;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.VaLayout;

/**
 * EM-SEG-019: {@code _text} is a multiple of 2 MiB, as the load address is. Protects from virtual
 * and physical addresses that never agree in their low bits, so that no block can map them.
 */
final class LinkedAtImageAlignment extends Rule {
  LinkedAtImageAlignment() {
    super(
        "EM-SEG-019",
        Severity.ERROR,
        "_text is a multiple of 2 MiB, as the load address is, so that blocks can map both",
        "Documentation/arch/arm64/booting.rst: 2MB aligned base");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    long text = kernel.at("_text");
    if ((text & (VaLayout.MIN_KIMG_ALIGN - 1)) != 0) {
      verdict.finding("_text", text, "_text at " + Figures.hex(text) + " is not 2 MiB aligned");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.image;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-SEG-004: {@code _text} is at KIMAGE_VADDR. Protects from a kernel that converts between
 * virtual and physical addresses by another base than the one it runs at.
 */
final class TextAtKimageVaddr extends Rule {
  TextAtKimageVaddr() {
    super(
        "EM-SEG-004",
        Severity.ERROR,
        "_text is at KIMAGE_VADDR; virtual and physical addresses are converted by that",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(_text == KIMAGE_VADDR)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    long text = kernel.at("_text");
    long expected = kernel.layout().kimageVaddr();
    if (text != expected) {
      verdict.finding(
          "_text",
          text,
          String.format(
              "_text is at %s, and KIMAGE_VADDR of this configuration is %s",
              Figures.hex(text), Figures.hex(expected)));
    }
  }
}

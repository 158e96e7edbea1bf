// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.image;

import java.util.OptionalLong;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-SEG-015: {@code image_size} in the header is {@code _end - _text}. Protects from boot loaders
 * that put a device tree or an initrd where BSS and the early tables will be.
 */
final class HeaderSize extends Rule {
  HeaderSize() {
    super(
        "EM-SEG-015",
        Severity.ERROR,
        "image_size in the header is _end - _text; loaders keep that much memory free",
        "Documentation/arch/arm64/booting.rst: image_size");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    OptionalLong size = HeaderField.SIZE.of(kernel);
    long expected = kernel.imageSize();
    if (size.isEmpty()) {
      verdict.notApplied("neither a header nor _kernel_size_le_lo32");
    } else if (size.getAsLong() != expected) {
      verdict.finding(
          "image_size",
          kernel.at("_text"),
          String.format(
              "image_size is %s, and _end - _text is %s",
              Figures.size(size.getAsLong()), Figures.size(expected)));
    }
  }
}

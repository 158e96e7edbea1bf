// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.place;

import java.util.List;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-015: the image header has no relocated word. Protects from a header that boot loaders read
 * before it is relocated.
 */
final class HeaderUnchanged extends ForbiddenPlace {
  private static final long HEADER_BYTES = 64;

  HeaderUnchanged() {
    super(
        "EM-REL-015",
        Severity.ERROR,
        "the image header has no relocated word: boot loaders read it as it is linked",
        "arch/arm64/kernel/image.h: DEFINE_IMAGE_LE64()",
        "lies in the image header, and boot loaders read that before");
  }

  @Override
  List<Range> forbidden(CheckedKernel kernel, RelocationTable table) {
    long text = kernel.at("_text");
    return List.of(new Range(text, text + HEADER_BYTES));
  }
}

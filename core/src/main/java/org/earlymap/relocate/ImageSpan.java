// SPDX-License-Identifier: Apache-2.0
package org.earlymap.relocate;

import org.earlymap.format.image.ImageHeader;
import org.earlymap.kernel.KernelBuild;

/**
 * What a kernel image covers, from {@code _text} to {@code _end}.
 *
 * @param start the link address of its first byte
 * @param size its bytes in memory, at most 1 GiB
 */
record ImageSpan(long start, int size) {
  static ImageSpan of(KernelBuild kernel) {
    long start = kernel.symbols().require("_text");
    long size = kernel.symbols().imageSize();
    if (size <= 0 || size > ImageHeader.MOST_BYTES) {
      throw new RelocationException(
          kernel.file()
              + ": the image has 0x"
              + Long.toHexString(size)
              + " bytes from _text to _end, expected at most 0x"
              + Long.toHexString(ImageHeader.MOST_BYTES));
    }
    return new ImageSpan(start, (int) size);
  }
}

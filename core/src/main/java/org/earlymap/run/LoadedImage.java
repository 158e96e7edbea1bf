// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import java.nio.ByteBuffer;
import java.util.List;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelContents;

/** The bytes of a kernel as a boot loader puts them into memory, from {@code _text} on. */
final class LoadedImage {
  private static final long MOST_BYTES = 1L << 30;

  private LoadedImage() {}

  /**
   * The image of {@code kernel}: an Image as it is, the sections of a vmlinux at their distances,
   * as {@code objcopy -O binary} does.
   *
   * @throws KernelRunException where the file holds no bytes, or more than 1 GiB of image
   */
  static ByteBuffer of(KernelBuild kernel) {
    long text = kernel.symbols().require("_text");
    List<KernelContents.Piece> pieces = kernel.contents().pieces();
    long size = 0;
    for (KernelContents.Piece piece : pieces) {
      long start = piece.address() - text;
      long end = start + piece.bytes().size();
      if (start < 0 || end < start || end > MOST_BYTES) {
        continue;
      }
      size = Math.max(size, end);
    }
    if (size == 0) {
      throw new KernelRunException(kernel.file() + ": the file holds nothing that could be run");
    }
    byte[] image = new byte[(int) size];
    for (KernelContents.Piece piece : pieces) {
      long start = piece.address() - text;
      if (start >= 0 && start + piece.bytes().size() <= size) {
        piece.bytes().copyTo(0, image, (int) start, (int) piece.bytes().size());
      }
    }
    return ByteBuffer.wrap(image);
  }
}

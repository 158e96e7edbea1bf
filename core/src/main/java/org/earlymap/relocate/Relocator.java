// SPDX-License-Identifier: Apache-2.0
package org.earlymap.relocate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.earlymap.format.Bytes;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelContents;

/**
 * Applies a kernel's relocations as {@code relocate_kernel} does: RELA by storing the addend plus
 * the offset, also at offset 0; RELR by adding the offset to what is there, and not at offset 0.
 */
public final class Relocator {
  private final KernelBuild kernel;
  private final long start;
  private final byte[] memory;
  private final ByteBuffer words;

  private Relocator(KernelBuild kernel) {
    this.kernel = kernel;
    ImageSpan span = ImageSpan.of(kernel);
    this.start = span.start();
    this.memory = new byte[span.size()];
    this.words =
        ByteBuffer.wrap(memory)
            .order(kernel.config().bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The image from {@code _text} to {@code _end} as it lies in memory after {@code
   * relocate_kernel}; what the file does not hold, such as BSS, is zero.
   *
   * @param offset how far the kernel runs from where it was linked, in bytes
   * @throws RelocationException where a relocation leaves the image
   */
  public static byte[] relocate(KernelBuild kernel, long offset) {
    Relocator relocator = new Relocator(kernel);
    relocator.copyImage();
    relocator.apply(RelocationTable.of(kernel), offset);
    return relocator.memory;
  }

  private void copyImage() {
    for (KernelContents.Piece piece : kernel.contents().pieces()) {
      Bytes bytes = piece.bytes();
      long at = piece.address() - start;
      if (at < 0 || at > memory.length || bytes.size() > memory.length - at) {
        throw new RelocationException(
            kernel.file()
                + ": the 0x"
                + Long.toHexString(bytes.size())
                + " bytes at 0x"
                + Long.toHexString(piece.address())
                + " leave the image, which ends at 0x"
                + Long.toHexString(start + memory.length));
      }
      bytes.copyTo(0, memory, (int) at, (int) bytes.size());
    }
  }

  private void apply(RelocationTable table, long offset) {
    table.visitRela(
        (place, type, addend) -> {
          if (type == RelocationTable.R_AARCH64_RELATIVE) {
            words.putLong(indexOf(place), addend + offset);
          }
        });
    if (offset != 0) {
      table.visitRelr(
          place -> {
            int index = indexOf(place);
            words.putLong(index, words.getLong(index) + offset);
          });
    }
  }

  private int indexOf(long place) {
    long at = place - start;
    if (at < 0 || at > memory.length - 8) {
      throw new RelocationException(
          kernel.file()
              + ": a relocation changes 0x"
              + Long.toHexString(place)
              + ", expected a place within the image, 0x"
              + Long.toHexString(start)
              + " to 0x"
              + Long.toHexString(start + memory.length));
    }
    return (int) at;
  }
}

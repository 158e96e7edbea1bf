// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.image;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.earlymap.format.Bytes;

/**
 * The 64-byte header of an arm64 {@code Image} (Documentation/arch/arm64/booting.rst). It is little
 * endian whatever the kernel is.
 *
 * @param textOffset where the image wants to be from a 2 MiB boundary, in bytes
 * @param imageSize what the image needs in memory from its first byte on, in bytes
 * @param flags bit 0 big endian, bits 2:1 page size (1 4K, 2 16K, 3 64K), bit 3 placed anywhere
 */
public record ImageHeader(long textOffset, long imageSize, long flags) {
  /** The header's size in bytes. */
  public static final int SIZE = 64;

  /** No arm64 kernel needs more memory than this, in bytes. */
  public static final long MOST_BYTES = 1L << 30;

  private static final byte[] MAGIC = "ARMd".getBytes(StandardCharsets.ISO_8859_1);
  private static final int MAGIC_AT = 56;

  /** Whether {@code bytes} start with the header of an Image. */
  public static boolean isImage(Bytes bytes) {
    return bytes.matches(MAGIC_AT, MAGIC);
  }

  /**
   * Reads the header.
   *
   * @throws org.earlymap.format.FormatException where it is cut short or its size is impossible
   */
  public static ImageHeader read(Bytes file) {
    Bytes header = file.order(ByteOrder.LITTLE_ENDIAN).slice(0, SIZE, "the Image header");
    long imageSize = header.u64(16);
    if (imageSize < SIZE || imageSize > MOST_BYTES) {
      throw header.fault(
          16,
          "the Image header says 0x"
              + Long.toHexString(imageSize)
              + " bytes of memory, expected 0x40 to 0x"
              + Long.toHexString(MOST_BYTES));
    }
    if (file.size() > imageSize) {
      throw header.fault(
          16,
          "the Image header says 0x"
              + Long.toHexString(imageSize)
              + " bytes of memory, but the image has 0x"
              + Long.toHexString(file.size()));
    }
    return new ImageHeader(header.u64(8), imageSize, header.u64(24));
  }

  /** The kernel's byte order, bit 0 of the flags. */
  public ByteOrder order() {
    return (flags & 1) != 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }
}

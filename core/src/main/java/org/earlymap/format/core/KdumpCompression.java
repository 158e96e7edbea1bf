// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.core;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lzo.LzoDecompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.earlymap.format.FormatException;

/** How a page of a kdump-compressed file is compressed, by the flags of its descriptor. */
final class KdumpCompression {
  private static final int ZLIB = 0x1;
  private static final int LZO = 0x2;
  private static final int SNAPPY = 0x4;
  private static final int ZSTD = 0x20;

  private final String file;
  private final Inflater inflater = new Inflater();

  /** Of pages in {@code file}, whose name is for messages. */
  KdumpCompression(String file) {
    this.file = file;
  }

  /**
   * Unpacks one page.
   *
   * @param offset where the page is in the file, for messages
   * @param target as large as a page
   * @throws FormatException where it is damaged, or does not make a whole page
   */
  void unpack(byte[] packed, long flags, long offset, byte[] target) {
    int size =
        switch ((int) flags & (ZLIB | LZO | SNAPPY | ZSTD)) {
          case 0 -> copy(packed, target);
          case ZLIB -> inflate(packed, offset, target);
          case LZO -> unpack(new LzoDecompressor(), "lzo", packed, offset, target);
          case SNAPPY -> unpack(new SnappyDecompressor(), "snappy", packed, offset, target);
          case ZSTD -> unpack(new ZstdDecompressor(), "zstd", packed, offset, target);
          default ->
              throw new FormatException(
                  file,
                  offset,
                  "found a page with flags 0x"
                      + Long.toHexString(flags)
                      + ", expected one of zlib 1, lzo 2, snappy 4, zstd 0x20");
        };
    if (size != target.length) {
      throw new FormatException(
          file, offset, "a page unpacks to " + size + " bytes, expected " + target.length);
    }
  }

  private static int copy(byte[] packed, byte[] target) {
    System.arraycopy(packed, 0, target, 0, Math.min(packed.length, target.length));
    return packed.length;
  }

  private int inflate(byte[] packed, long offset, byte[] target) {
    inflater.reset();
    inflater.setInput(packed);
    try {
      int size = inflater.inflate(target);
      if (size == target.length && !inflater.finished() && inflater.inflate(new byte[1]) > 0) {
        return size + 1;
      }
      return size;
    } catch (DataFormatException e) {
      throw new FormatException(file, offset, "a page is damaged zlib data: " + e.getMessage());
    }
  }

  private int unpack(
      Decompressor decompressor, String name, byte[] packed, long offset, byte[] target) {
    try {
      return decompressor.decompress(packed, 0, packed.length, target, 0, target.length);
    } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new FormatException(
          file, offset, "a page is damaged " + name + " data: " + e.getMessage());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.compress;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import org.earlymap.format.Bytes;

/**
 * The first format of lz4, {@code lz4 -l}, which the kernel's build makes ({@code Image.lz4}): a
 * magic number, then blocks that each unpack to at most 8 MiB, all but the last to exactly that.
 */
final class LegacyLz4 {
  private static final int BLOCK = 8 << 20;
  private static final int MAGIC = 4;

  private LegacyLz4() {}

  static Bytes unpack(Bytes packed, String name, int limit) {
    Bytes file = packed.order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    byte[] block = new byte[BLOCK];
    long at = MAGIC;
    int size = BLOCK;
    // A last block is shorter; what follows it is the size that the kernel's build appends.
    while (size == BLOCK && file.holds(at, MAGIC)) {
      long length = file.u32(at);
      if (length == 0 || !file.holds(at + MAGIC, length) || length > 2L * BLOCK) {
        if (output.size() > 0 && at + MAGIC == file.size()) {
          break;
        }
        throw file.fault(at, "the lz4 data is cut short: this block has " + length + " bytes");
      }
      size = unpack(file, at, (int) length, block);
      if ((long) output.size() + size > limit) {
        throw packed.fault(0, "the lz4 data expands to more than " + limit + " bytes");
      }
      output.write(block, 0, size);
      at += MAGIC + length;
    }
    if (output.size() == 0) {
      throw file.fault(at, "the lz4 data is cut short");
    }
    return Bytes.of(name, output.toByteArray());
  }

  private static int unpack(Bytes file, long at, int length, byte[] block) {
    try {
      byte[] input = file.copy(at + MAGIC, length);
      return new Lz4Decompressor().decompress(input, 0, length, block, 0, BLOCK);
    } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw file.fault(at, "damaged lz4 data: " + e.getMessage());
    }
  }
}

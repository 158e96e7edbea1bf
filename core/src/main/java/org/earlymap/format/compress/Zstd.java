// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.compress;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;

/**
 * One zstd frame (RFC 8878); what follows it, such as the size that the kernel's build appends, is
 * ignored. The frame's blocks are walked first, which bounds the result before memory is taken.
 */
final class Zstd {
  private static final int MOST_BLOCK = 128 << 10;

  private final Bytes packed;
  private final int descriptor;
  private final long blocksAt;
  private final long contentSize;
  private long end;
  private long bound;

  private Zstd(Bytes frame) {
    this.packed = frame.order(ByteOrder.LITTLE_ENDIAN);
    this.descriptor = packed.u8(4);
    boolean single = (descriptor & 0x20) != 0;
    int sizeField = descriptor >>> 6;
    int sizeBytes = sizeField == 0 ? (single ? 1 : 0) : 1 << sizeField;
    int dictionaryField = descriptor & 3;
    int dictionaryBytes = dictionaryField == 3 ? 4 : dictionaryField;
    long sizeAt = 5L + (single ? 0 : 1) + dictionaryBytes;
    this.contentSize = contentSize(sizeAt, sizeBytes);
    this.blocksAt = sizeAt + sizeBytes;
  }

  static Bytes unpack(Bytes packed, String name, int limit) {
    Zstd frame = new Zstd(packed);
    frame.walkBlocks(limit);
    int size = frame.resultSize(limit);
    byte[] input = packed.copy(0, (int) frame.end);
    byte[] output = new byte[size];
    try {
      int count = new ZstdDecompressor().decompress(input, 0, input.length, output, 0, size);
      return Bytes.of(name, ByteBuffer.wrap(output, 0, count));
    } catch (MalformedInputException e) {
      throw packed.fault(e.getOffset(), "damaged zstd data: " + e.getMessage());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw packed.fault(0, "damaged zstd data: " + e.getMessage());
    }
  }

  /** The size that the frame's header states, or -1. */
  private long contentSize(long at, int bytes) {
    return switch (bytes) {
      case 1 -> packed.u8(at);
      case 2 -> packed.u16(at) + 256L;
      case 4 -> packed.u32(at);
      case 8 -> packed.u64(at);
      default -> -1;
    };
  }

  private void walkBlocks(int limit) {
    long at = blocksAt;
    boolean last = false;
    while (!last) {
      int header = packed.u8(at) | (packed.u16(at + 1) << 8);
      last = (header & 1) != 0;
      int type = (header >>> 1) & 3;
      int size = header >>> 3;
      if (type == 3 || size > MOST_BLOCK) {
        throw packed.fault(at, "damaged zstd data: found a block of type " + type + ", " + size);
      }
      bound += type == 2 ? MOST_BLOCK : size;
      at += 3 + (type == 1 ? 1 : size);
      if (contentSize < 0 && bound - MOST_BLOCK > limit) {
        throw tooLarge(bound, limit);
      }
    }
    end = at + ((descriptor & 4) != 0 ? 4 : 0);
    if (end > packed.size() || end > Integer.MAX_VALUE) {
      throw packed.fault(at, "the zstd frame is cut short");
    }
  }

  /** The size to allocate: stated by the frame, or appended by the kernel's build, or the bound. */
  private int resultSize(int limit) {
    long size = contentSize;
    if (size == -1) {
      long appended = packed.holds(end, 4) ? packed.u32(end) : 0;
      size = appended > 0 && appended <= bound ? appended : bound;
    } else if (size < 0 || size > bound) {
      throw packed.fault(
          4, "the zstd frame states " + Long.toUnsignedString(size) + " bytes, its blocks fewer");
    }
    if (size > limit) {
      throw tooLarge(size, limit);
    }
    return (int) size;
  }

  private FormatException tooLarge(long size, int limit) {
    return packed.fault(
        0, "the zstd data expands to " + size + " bytes, expected at most " + limit);
  }
}

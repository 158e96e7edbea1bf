// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** gzip members (RFC 1952), inflated up to a size that the caller bounds. */
public final class Gzip {
  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;
  private static final int CHUNK = 1 << 16;

  private Gzip() {}

  /** Whether a gzip member starts at {@code offset}. */
  public static boolean isGzip(Bytes bytes, long offset) {
    return bytes.holds(offset, 10)
        && bytes.u8(offset) == 0x1f
        && bytes.u8(offset + 1) == 0x8b
        && bytes.u8(offset + 2) == 8;
  }

  /**
   * Inflates the member at the start of {@code member}; what follows it is ignored.
   *
   * @param name the name of the result, for messages
   * @param limit the greatest size of the result in bytes
   * @throws FormatException where it is damaged or larger
   */
  public static Bytes inflate(Bytes member, String name, int limit) {
    Bytes packed = member.order(ByteOrder.LITTLE_ENDIAN);
    long data = headerSize(packed);
    Inflater inflater = new Inflater(true);
    try {
      byte[] output = new byte[(int) Math.min(limit + 1L, Math.max(CHUNK, 4 * packed.size()))];
      byte[] input = new byte[CHUNK];
      int filled = 0;
      while (!inflater.finished()) {
        if (inflater.needsInput()) {
          int part = (int) Math.min(CHUNK, packed.size() - data);
          if (part == 0) {
            throw packed.fault(data, "the gzip stream is cut short");
          }
          packed.copyTo(data, input, 0, part);
          inflater.setInput(input, 0, part);
          data += part;
        }
        if (filled == output.length) {
          if (filled > limit) {
            throw packed.fault(0, "inflates to more than " + limit + " bytes");
          }
          output = Arrays.copyOf(output, (int) Math.min(limit + 1L, 2L * filled));
        }
        filled += inflate(packed, data, inflater, output, filled);
      }
      if (filled > limit) {
        throw packed.fault(0, "inflates to more than " + limit + " bytes");
      }
      checkTrailer(packed, data - inflater.getRemaining(), output, filled);
      return Bytes.of(name, ByteBuffer.wrap(output, 0, filled));
    } finally {
      inflater.end();
    }
  }

  private static int inflate(Bytes packed, long at, Inflater inflater, byte[] output, int filled) {
    try {
      int count = inflater.inflate(output, filled, output.length - filled);
      if (inflater.needsDictionary()) {
        throw packed.fault(0, "the gzip stream wants a dictionary");
      }
      return count;
    } catch (DataFormatException e) {
      throw packed.fault(at - inflater.getRemaining(), "damaged gzip data: " + e.getMessage());
    }
  }

  private static void checkTrailer(Bytes packed, long at, byte[] output, int filled) {
    CRC32 crc = new CRC32();
    crc.update(output, 0, filled);
    if (packed.u32(at) != crc.getValue()) {
      throw packed.fault(at, "the gzip checksum does not match");
    }
    if (packed.u32(at + 4) != filled) {
      throw packed.fault(
          at + 4, "the gzip trailer says " + packed.u32(at + 4) + " bytes, found " + filled);
    }
  }

  private static long headerSize(Bytes packed) {
    if (!isGzip(packed, 0)) {
      throw packed.fault(0, "this is not gzip data, expected 1f 8b 08");
    }
    int flags = packed.u8(3);
    long at = 10;
    if ((flags & FEXTRA) != 0) {
      at += 2 + packed.u8(at) + (packed.u8(at + 1) << 8);
    }
    for (int text : new int[] {FNAME, FCOMMENT}) {
      if ((flags & text) != 0) {
        while (packed.u8(at) != 0) {
          at++;
        }
        at++;
      }
    }
    return (flags & FHCRC) != 0 ? at + 2 : at;
  }
}

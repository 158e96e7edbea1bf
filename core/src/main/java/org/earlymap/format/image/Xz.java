// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.earlymap.format.Bytes;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.SingleXZInputStream;

/** One xz stream; what follows it, such as the size that the kernel's build appends, is ignored. */
final class Xz {
  /** The dictionary that a stream may ask for, in KiB: the kernel's build uses up to 128 MiB. */
  private static final int MOST_DICTIONARY_KIB = 160 << 10;

  private static final int CHUNK = 1 << 16;

  private Xz() {}

  static Bytes unpack(Bytes packed, String name, int limit) {
    byte[] output = new byte[(int) Math.min(limit + 1L, Math.max(CHUNK, 4 * packed.size()))];
    int filled = 0;
    try (InputStream in = new SingleXZInputStream(new BytesStream(packed), MOST_DICTIONARY_KIB)) {
      while (true) {
        if (filled == output.length) {
          output = Arrays.copyOf(output, (int) Math.min(limit + 1L, 2L * filled));
        }
        int count = in.read(output, filled, output.length - filled);
        if (count < 0) {
          return Bytes.of(name, ByteBuffer.wrap(output, 0, filled));
        }
        filled += count;
        if (filled > limit) {
          throw packed.fault(0, "the xz data expands to more than " + limit + " bytes");
        }
      }
    } catch (MemoryLimitException e) {
      throw packed.fault(
          0,
          "the xz data wants "
              + e.getMemoryNeeded()
              + " KiB of memory, expected at most "
              + MOST_DICTIONARY_KIB);
    } catch (EOFException e) {
      throw packed.fault(packed.size(), "the xz data is cut short");
    } catch (IOException e) {
      throw packed.fault(0, "damaged xz data: " + e.getMessage());
    }
  }

  /** The bytes as a stream. */
  private static final class BytesStream extends InputStream {
    private final Bytes bytes;
    private long at;

    BytesStream(Bytes bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return at < bytes.size() ? bytes.u8(at++) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int part = (int) Math.min(length, bytes.size() - at);
      if (part == 0 && length != 0) {
        return -1;
      }
      bytes.copyTo(at, target, offset, part);
      at += part;
      return part;
    }
  }
}

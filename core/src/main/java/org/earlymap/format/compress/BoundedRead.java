// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.compress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.earlymap.format.Bytes;

/** All that a stream gives, up to a bound. */
final class BoundedRead {
  private static final int CHUNK = 1 << 16;

  private BoundedRead() {}

  /**
   * Reads to the end.
   *
   * @param packed what is unpacked, for messages
   * @param name the result's name
   * @param compression what it is, for messages
   * @throws org.earlymap.format.FormatException where there are more than {@code limit} bytes
   */
  static Bytes all(InputStream in, Bytes packed, String name, String compression, int limit)
      throws IOException {
    byte[] output = new byte[(int) Math.min(limit + 1L, Math.max(CHUNK, 4 * packed.size()))];
    int filled = 0;
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
        throw packed.fault(
            0, "the " + compression + " data expands to more than " + limit + " bytes");
      }
    }
  }
}

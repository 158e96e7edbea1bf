// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.earlymap.Range;
import org.earlymap.memory.PhysicalMemory;

/** Physical memory that is a part of a file: mapped and not read. */
public final class MappedMemory {
  /** How much one mapping covers, so that no table lies across two. */
  private static final long CHUNK = 1L << 30;

  private MappedMemory() {}

  /**
   * Adds to {@code memory} what {@code [offset, offset + size)} of a file holds, as memory from
   * {@code pa} on. Where there is memory already it stays.
   *
   * @throws FormatException where the file has no such part, or the memory wraps around
   */
  public static void add(
      PhysicalMemory memory, Path file, FileChannel channel, long offset, long size, long pa)
      throws IOException {
    if (offset < 0 || size < 0 || offset > channel.size() || size > channel.size() - offset) {
      throw new FormatException(
          file.toString(),
          offset,
          "the file ends before the 0x" + Long.toHexString(size) + " bytes of memory from here on");
    }
    if (pa < 0 || size > Long.MAX_VALUE - pa) {
      throw new FormatException(
          file.toString(), offset, "found physical address 0x" + Long.toHexString(pa));
    }
    long at = pa;
    long end = pa + size;
    while (at < end) {
      long next = Math.min(end, (at & -CHUNK) + CHUNK);
      for (Range there : memory.ranges()) {
        if (there.contains(at)) {
          next = there.end();
          break;
        }
        if (there.start() > at && there.start() < next) {
          next = there.start();
        }
      }
      if (!memory.contains(at, 1)) {
        ByteBuffer bytes =
            channel.map(FileChannel.MapMode.READ_ONLY, offset + (at - pa), next - at);
        memory.add(at, bytes);
      }
      at = next;
    }
  }
}

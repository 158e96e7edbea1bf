// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.running;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.earlymap.Hex;
import org.earlymap.format.Bytes;
import org.earlymap.memory.PhysicalMemory;

/** Parts of physical memory as bytes. What is not there reads as zero. */
final class MemoryText {
  private static final int PAGE = 4096;

  private MemoryText() {}

  /** The {@code size} bytes at {@code pa}: those of the memory where they lie in one piece. */
  static Bytes bytes(PhysicalMemory memory, long pa, int size) {
    String name = "memory at " + Hex.of(pa);
    if (memory.contains(pa, size)) {
      return Bytes.of(name, memory.view(pa, size));
    }
    byte[] copy = new byte[size];
    int at = 0;
    while (at < size) {
      int part = (int) Math.min(size - at, PAGE - ((pa + at) & (PAGE - 1)));
      if (memory.contains(pa + at, part)) {
        memory.view(pa + at, part).get(0, copy, at, part);
      }
      at += part;
    }
    return Bytes.of(name, ByteBuffer.wrap(copy));
  }

  /** The text at {@code pa} up to a NUL, at most {@code most} bytes. */
  static String text(PhysicalMemory memory, long pa, int most) {
    Bytes bytes = bytes(memory, pa, most);
    int length = 0;
    while (length < most && bytes.u8(length) != 0) {
      length++;
    }
    return new String(bytes.copy(0, length), StandardCharsets.UTF_8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.running;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.memory.PhysicalMemory;

/**
 * What kernels leave at the start of pages: the text of vmcoreinfo, which has a page of its own
 * ({@code crash_save_vmcoreinfo_init}), and the header of an Image.
 *
 * @param vmcoreinfo the physical addresses of pages that start with {@code OSRELEASE=}
 * @param headers the physical addresses of pages that have the magic of an Image at 56
 */
record MemoryMarks(List<Long> vmcoreinfo, List<Long> headers) {
  private static final long PAGE = 4096;
  private static final int MAGIC_AT = 56;
  private static final int MOST = 64;
  private static final long VMCOREINFO = word("OSRELEAS");
  private static final long MAGIC = word("ARMd\0\0\0\0");
  private static final long LOW = 0xffff_ffffL;

  /** Looks through all of the memory, page by page. */
  static MemoryMarks of(PhysicalMemory memory) {
    List<Long> vmcoreinfo = new ArrayList<>();
    List<Long> headers = new ArrayList<>();
    boolean swapped = memory.order() == ByteOrder.BIG_ENDIAN;
    for (Range range : memory.ranges()) {
      long pa = (range.start() + PAGE - 1) & -PAGE;
      for (; range.contains(pa) && range.end() - pa >= PAGE; pa += PAGE) {
        long first = memory.readLong(pa);
        long magic = memory.readLong(pa + MAGIC_AT);
        if ((swapped ? Long.reverseBytes(first) : first) == VMCOREINFO) {
          add(vmcoreinfo, pa);
        }
        if (((swapped ? Long.reverseBytes(magic) : magic) & LOW) == MAGIC) {
          add(headers, pa);
        }
      }
    }
    return new MemoryMarks(vmcoreinfo, headers);
  }

  private static void add(List<Long> list, long pa) {
    if (list.size() < MOST) {
      list.add(pa);
    }
  }

  private static long word(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.stop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.a64.BoardMemory;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.run.KernelRun;

/**
 * The kernel's log in its ring buffer, as it lies in memory (kernel/printk/printk_ringbuffer.h,
 * since 5.10): descriptors that say where the text of each record is, and an array of what belongs
 * to it.
 */
public final class KernelLog {
  /** Two bits of a descriptor's state: committed and finalized records have text. */
  private static final int STATE_SHIFT = 62;

  private static final int COMMITTED = 1;
  private static final int FINALIZED = 2;
  private static final long ID_MASK = -1L >>> 2;
  private static final int DESCRIPTOR_BYTES = 24;
  private static final int TEXT_LENGTH_AT = 16;
  private static final int MOST_BITS = 24;
  private static final int MOST_TEXT = 1 << 12;

  /** The variable that holds printk's ring. */
  private static final String RING = "printk_rb_static";

  private final KernelRun run;
  private final BoardMemory memory;
  private final long ring;

  private KernelLog(KernelRun run, long ring) {
    this.run = run;
    this.memory = run.memory();
    this.ring = ring;
  }

  /**
   * The last records, the oldest first; none where the ring buffer is not as expected, or the
   * kernel's symbols do not name it (they do with KALLSYMS_ALL).
   *
   * @param most how many
   */
  public static List<String> last(KernelRun run, ImageSymbols symbols, int most) {
    OptionalLong ring = symbols.distance(RING);
    // What belongs to a record grew over time: as many of these as descriptors are there.
    long records = symbols.room("_printk_rb_static_descs") / DESCRIPTOR_BYTES;
    long info = records == 0 ? 0 : symbols.room("_printk_rb_static_infos") / records;
    if (ring.isEmpty() || info == 0 || most == 0) {
      return List.of();
    }
    long place = run.entry().loadAddress() + ring.getAsLong();
    return new KernelLog(run, place).records((int) info, most);
  }

  private List<String> records(int infoBytes, int most) {
    List<String> records = new ArrayList<>();
    int countBits = bits(ring);
    OptionalLong descriptors = run.processor().physical(memory.readLong(ring + 8));
    OptionalLong infos = run.processor().physical(memory.readLong(ring + 16));
    // Newer releases have a number more, that of the last finalized record, before the texts' ring.
    boolean shorter = run.processor().physical(memory.readLong(ring + 48)).isPresent();
    long text = shorter ? ring + 40 : ring + 48;
    int sizeBits = bits(text);
    OptionalLong data = run.processor().physical(memory.readLong(text + 8));
    if (countBits == 0 || sizeBits == 0) {
      return records;
    }
    if (descriptors.isEmpty() || infos.isEmpty() || data.isEmpty()) {
      return records;
    }
    long head = memory.readLong(ring + 24) & ID_MASK;
    long mask = (1L << countBits) - 1;
    for (long id = head - Math.min(most, mask); id <= head; id++) {
      long slot = id & mask;
      long descriptor = descriptors.getAsLong() + slot * DESCRIPTOR_BYTES;
      long state = memory.readLong(descriptor);
      int kind = (int) (state >>> STATE_SHIFT);
      boolean used = (state & ID_MASK) == (id & ID_MASK);
      if (used && (kind == COMMITTED || kind == FINALIZED)) {
        long info = infos.getAsLong() + slot * infoBytes;
        records.add(text(data.getAsLong(), sizeBits, descriptor, info));
      }
    }
    return records;
  }

  private String text(long data, int sizeBits, long descriptor, long info) {
    long begin = memory.readLong(descriptor + 8);
    long next = memory.readLong(descriptor + 16);
    if ((begin & 1) != 0) {
      return "";
    }
    long mask = (1L << sizeBits) - 1;
    // A block that would not fit behind begin lies at the start of the ring.
    boolean wrapped = begin >>> sizeBits != next >>> sizeBits && (next & mask) != 0;
    long at = data + (wrapped ? 0 : begin & mask) + Long.BYTES;
    byte[] bytes = new byte[Math.min(half(info + TEXT_LENGTH_AT), MOST_TEXT)];
    memory.read(at, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private int half(long pa) {
    return (int) (memory.readLong(pa & -8) >>> (8 * (pa & 7))) & 0xffff;
  }

  /** A size as a power of two, 0 where it is none. */
  private int bits(long pa) {
    long value = memory.readLong(pa);
    return value > 0 && value <= MOST_BITS ? (int) value : 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.core;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;

/**
 * A flattened file: the writes of a dump one after the other, each with its offset, as makedumpfile
 * sends them down a pipe and QEMU writes them (makedumpfile's {@code IMPLEMENTATION}, {@code
 * flattened format}). A later write goes over an earlier one; what nothing wrote is zero.
 */
final class FlattenedBytes implements CoreBytes {
  private static final byte[] SIGNATURE = "makedumpfile".getBytes(StandardCharsets.US_ASCII);
  private static final int FILE_HEADER = 4096;
  private static final int BLOCK_HEADER = 16;
  private static final long END = -1;

  /** What an index of this size takes of the memory is bounded: 24 bytes for each. */
  private static final int MOST_BLOCKS = 8 << 20;

  private final Bytes file;
  private final long size;
  private long[] starts = new long[1024];
  private long[] lengths = new long[1024];
  private long[] places = new long[1024];
  private int count;

  private FlattenedBytes(Bytes file) {
    this.file = file.order(ByteOrder.BIG_ENDIAN);
    this.size = index();
  }

  /** Whether {@code file} starts as a flattened one. */
  static boolean isFlattened(Bytes file) {
    return file.matches(0, SIGNATURE);
  }

  /**
   * Finds the writes of a flattened file.
   *
   * @throws FormatException where it ends before its end mark, or is damaged
   */
  static FlattenedBytes of(Bytes file) {
    return new FlattenedBytes(file);
  }

  private long index() {
    if (file.u64(16) != 1 || file.u64(24) != 1) {
      throw file.fault(
          16, "found type " + file.u64(16) + ", version " + file.u64(24) + ", expected 1 and 1");
    }
    TreeMap<Long, long[]> later = new TreeMap<>();
    long at = FILE_HEADER;
    long end = 0;
    long ascending = 0;
    while (true) {
      long offset = file.u64(at);
      long length = file.u64(at + 8);
      if (offset == END) {
        break;
      }
      if (offset < 0 || length <= 0 || length > Long.MAX_VALUE - offset) {
        throw file.fault(at, "found a write of " + length + " bytes at offset " + offset);
      }
      if (!file.holds(at + BLOCK_HEADER, length)) {
        throw file.fault(at, "the file is cut short: this write has " + length + " bytes");
      }
      if (offset >= ascending) {
        add(offset, length, at + BLOCK_HEADER);
        ascending = offset + length;
      } else {
        put(later, offset, length, at + BLOCK_HEADER);
      }
      if (count + later.size() > MOST_BLOCKS) {
        throw file.fault(
            at,
            "found more than " + MOST_BLOCKS + " writes: makedumpfile -R makes one file of them");
      }
      end = Math.max(end, offset + length);
      at += BLOCK_HEADER + length;
    }
    overlay(later);
    return end;
  }

  private void add(long offset, long length, long place) {
    if (count > 0
        && starts[count - 1] + lengths[count - 1] == offset
        && places[count - 1] + lengths[count - 1] == place) {
      lengths[count - 1] += length;
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
      places = Arrays.copyOf(places, 2 * count);
    }
    starts[count] = offset;
    lengths[count] = length;
    places[count] = place;
    count++;
  }

  /** Puts a write over those before it, of which parts may stay. */
  private static void put(NavigableMap<Long, long[]> writes, long offset, long length, long place) {
    long end = offset + length;
    Map.Entry<Long, long[]> under = writes.lowerEntry(end);
    while (under != null && under.getKey() + under.getValue()[0] > offset) {
      long start = under.getKey();
      long[] old = under.getValue();
      writes.remove(start);
      if (start < offset) {
        writes.put(start, new long[] {offset - start, old[1]});
      }
      if (start + old[0] > end) {
        writes.put(end, new long[] {start + old[0] - end, old[1] + end - start});
      }
      under = writes.lowerEntry(end);
    }
    writes.put(offset, new long[] {length, place});
  }

  /** Puts the writes that went back over those that only went forward. */
  private void overlay(NavigableMap<Long, long[]> later) {
    if (later.isEmpty()) {
      return;
    }
    TreeMap<Long, long[]> all = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      all.put(starts[i], new long[] {lengths[i], places[i]});
    }
    later.forEach((offset, write) -> put(all, offset, write[0], write[1]));
    count = 0;
    all.forEach((offset, write) -> add(offset, write[0], write[1]));
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long offset, byte[] target, int at, int length) {
    if (offset < 0 || offset > size || length > size - offset) {
      throw new FormatException(
          file.name(),
          Math.max(0, offset),
          "found the end of what the flattened file holds, expected " + length + " more bytes");
    }
    Arrays.fill(target, at, at + length, (byte) 0);
    int block = Arrays.binarySearch(starts, 0, count, offset);
    block = block < 0 ? Math.max(0, -block - 2) : block;
    long end = offset + length;
    for (; block < count && starts[block] < end; block++) {
      long from = Math.max(offset, starts[block]);
      long until = Math.min(end, starts[block] + lengths[block]);
      if (from < until) {
        file.copyTo(
            places[block] + (from - starts[block]),
            target,
            at + (int) (from - offset),
            (int) (until - from));
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sparse physical memory: disjoint extents in address order, zero when added.
 *
 * <p>Addresses are physical, unsigned 64-bit, in bytes. Descriptors are read and written as 8-byte
 * aligned little-endian numbers (as SCTLR_EL1.EE = 0 has it) or big-endian, as the memory was made.
 */
public final class PhysicalMemory {
  /** The memory {@code [start, end)} and what it holds. */
  private record Extent(long start, long end, ByteBuffer bytes) {}

  private static final int CHUNK = 1 << 16;

  private final ByteOrder order;
  private final List<Extent> extents = new ArrayList<>();
  private Extent last = new Extent(0, 0, ByteBuffer.allocate(0));

  private PhysicalMemory(ByteOrder order) {
    this.order = order;
  }

  /** Empty memory whose descriptors are little endian. */
  public static PhysicalMemory littleEndian() {
    return new PhysicalMemory(ByteOrder.LITTLE_ENDIAN);
  }

  /** Empty memory whose descriptors are in {@code order}. */
  public static PhysicalMemory of(ByteOrder order) {
    return new PhysicalMemory(order);
  }

  /** The byte order of descriptors. */
  public ByteOrder order() {
    return order;
  }

  /**
   * Adds zeroed memory {@code [pa, pa + size)}.
   *
   * @throws IllegalArgumentException where it overlaps memory that is there, or wraps
   */
  public void add(long pa, int size) {
    add(pa, ByteBuffer.allocate(size));
  }

  /**
   * Adds memory that holds {@code bytes}, from its position to its limit; they are not copied, and
   * a read-only buffer makes read-only memory.
   *
   * @throws IllegalArgumentException where it overlaps memory that is there, or wraps
   */
  public void add(long pa, ByteBuffer bytes) {
    ByteBuffer own = bytes.slice().order(order);
    long end = pa + own.capacity();
    if (Long.compareUnsigned(end, pa) < 0 && end != 0) {
      throw new IllegalArgumentException("memory at " + hex(pa) + " wraps around");
    }
    int at = insertionPoint(pa);
    boolean overlapsNext =
        at < extents.size() && Long.compareUnsigned(extents.get(at).start, end) < 0;
    boolean overlapsPrevious = at > 0 && Long.compareUnsigned(extents.get(at - 1).end - 1, pa) >= 0;
    if (own.capacity() > 0 && (overlapsNext || overlapsPrevious)) {
      throw new IllegalArgumentException(
          "memory " + hex(pa) + ".." + hex(end) + " overlaps memory that is there");
    }
    if (own.capacity() > 0) {
      extents.add(at, new Extent(pa, end, own));
    }
  }

  /** Whether all of {@code [pa, pa + size)} is memory within one extent. */
  public boolean contains(long pa, long size) {
    Extent extent = find(pa);
    return extent != null && Long.compareUnsigned(size, extent.end - pa) <= 0;
  }

  /**
   * The descriptor at {@code pa}.
   *
   * @throws IndexOutOfBoundsException where there is no memory
   */
  public long readLong(long pa) {
    Extent extent = extentAt(pa);
    return extent.bytes.getLong((int) (pa - extent.start));
  }

  /**
   * Copies {@code count} descriptors from {@code pa} on into {@code target}.
   *
   * @throws IndexOutOfBoundsException where they do not all lie in one extent
   */
  public void readLongs(long pa, long[] target, int count) {
    Extent extent = extentAt(pa);
    int start = (int) (pa - extent.start);
    extent.bytes.slice(start, count * Long.BYTES).order(order).asLongBuffer().get(target, 0, count);
  }

  /**
   * Writes the descriptor at {@code pa}.
   *
   * @throws IndexOutOfBoundsException where there is no memory
   */
  public void writeLong(long pa, long value) {
    Extent extent = extentAt(pa);
    extent.bytes.putLong((int) (pa - extent.start), value);
  }

  /**
   * Writes {@code count} descriptors from {@code pa} on: {@code first}, then each {@code stride}
   * more than the one before.
   *
   * @throws IndexOutOfBoundsException where they do not all lie in one extent
   */
  public void fill(long pa, int count, long first, long stride) {
    Extent extent = extentAt(pa);
    ByteBuffer bytes = extent.bytes;
    int at = (int) (pa - extent.start);
    int end = Math.addExact(at, count * 8);
    long value = first;
    for (; at < end; at += 8) {
      bytes.putLong(at, value);
      value += stride;
    }
  }

  /** Zeroes {@code [pa, pa + size)}, which must lie in one extent. */
  public void clear(long pa, int size) {
    Extent extent = extentAt(pa);
    extent.bytes.put((int) (pa - extent.start), new byte[size]);
  }

  /** Copies {@code size} bytes; source and target must each lie in one extent. */
  public void copy(long from, long to, int size) {
    byte[] moved = new byte[size];
    Extent source = extentAt(from);
    source.bytes.get((int) (from - source.start), moved);
    Extent target = extentAt(to);
    target.bytes.put((int) (to - target.start), moved);
  }

  /** A read-only view of {@code [pa, pa + size)}, which must lie in one extent. */
  public ByteBuffer view(long pa, int size) {
    Extent extent = extentAt(pa);
    return extent.bytes.slice((int) (pa - extent.start), size).asReadOnlyBuffer().order(order);
  }

  /**
   * Writes {@code [pa, pa + size)} to {@code out}; it may lie in several adjacent extents.
   *
   * @throws IndexOutOfBoundsException where there is a hole in it
   */
  public void writeTo(OutputStream out, long pa, long size) throws IOException {
    byte[] chunk = new byte[(int) Math.min(size, CHUNK)];
    long at = pa;
    long left = size;
    while (left > 0) {
      Extent extent = extentAt(at);
      int count = (int) Math.min(Math.min(chunk.length, left), extent.end - at);
      extent.bytes.get((int) (at - extent.start), chunk, 0, count);
      out.write(chunk, 0, count);
      at += count;
      left -= count;
    }
  }

  /** Where memory is: the extents as added, in address order. */
  public List<Range> ranges() {
    List<Range> ranges = new ArrayList<>();
    for (Extent extent : extents) {
      ranges.add(new Range(extent.start, extent.end));
    }
    return Collections.unmodifiableList(ranges);
  }

  private Extent extentAt(long pa) {
    Extent extent = find(pa);
    if (extent == null) {
      throw new IndexOutOfBoundsException("no memory at physical address " + hex(pa));
    }
    return extent;
  }

  private @Nullable Extent find(long pa) {
    Extent recent = last;
    if (Long.compareUnsigned(pa - recent.start, recent.end - recent.start) < 0) {
      return recent;
    }
    int at = insertionPoint(pa + 1) - 1;
    if (at < 0) {
      return null;
    }
    Extent extent = extents.get(at);
    if (Long.compareUnsigned(pa - extent.start, extent.end - extent.start) >= 0) {
      return null;
    }
    last = extent;
    return extent;
  }

  /** The index of the first extent that starts at or after {@code pa}. */
  private int insertionPoint(long pa) {
    int low = 0;
    int high = extents.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(extents.get(middle).start, pa) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static String hex(long address) {
    return String.format("0x%016x", address);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.memory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.jspecify.annotations.Nullable;

/**
 * Sparse physical memory: disjoint extents in address order, zero when added.
 *
 * <p>Addresses are physical, unsigned 64-bit, in bytes. Descriptors are read and written as 8-byte
 * aligned little-endian numbers (as SCTLR_EL1.EE = 0 has it) or big-endian, as the memory was made.
 */
public final class PhysicalMemory implements AutoCloseable {
  /** The memory {@code [start, end)} and what it holds; of a slab, as long as it is resident. */
  private record Extent(
      long start, long end, ByteBuffer bytes, LongBuffer words, PageStore.@Nullable Slab slab) {
    Extent(long start, long end, ByteBuffer bytes, PageStore.@Nullable Slab slab) {
      this(start, end, bytes, bytes.asLongBuffer(), slab);
    }
  }

  private static final int CHUNK = 1 << 16;
  private static final Extent NOWHERE = new Extent(0, 0, ByteBuffer.allocate(0), null);

  private final ByteOrder order;
  private final List<Extent> extents = new ArrayList<>();
  private final @Nullable PageStore pages;
  private Extent last = NOWHERE;
  private Extent lastSlab = NOWHERE;

  private PhysicalMemory(ByteOrder order, @Nullable PageStore pages) {
    this.order = order;
    this.pages = pages;
  }

  /** Empty memory whose descriptors are little endian. */
  public static PhysicalMemory littleEndian() {
    return new PhysicalMemory(ByteOrder.LITTLE_ENDIAN, null);
  }

  /** Empty memory whose descriptors are in {@code order}. */
  public static PhysicalMemory of(ByteOrder order) {
    return new PhysicalMemory(order, null);
  }

  /**
   * Empty memory to which single pages can be added too ({@link #addPages}), far more of them than
   * fit into the program's memory.
   *
   * @param order how descriptors are stored
   * @param bytesInMemory how many bytes of such pages stay in memory; the rest goes to a file
   * @param folder where that file is made when it is needed
   */
  public static PhysicalMemory withPages(ByteOrder order, long bytesInMemory, Path folder) {
    return new PhysicalMemory(order, new PageStore(order, bytesInMemory, folder));
  }

  /**
   * The memory of {@code source}, whose pages are read when they are asked for.
   *
   * @param order how descriptors are stored
   * @param bytesInMemory how many bytes of pages are kept once they were read
   */
  public static PhysicalMemory of(ByteOrder order, PageSource source, long bytesInMemory) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir", "."));
    return new PhysicalMemory(order, new PageStore(order, source, bytesInMemory, folder));
  }

  /**
   * This memory and {@code other} as one, which shares their bytes.
   *
   * @throws IllegalArgumentException where they overlap, or both have single pages
   */
  public PhysicalMemory and(PhysicalMemory other) {
    if (pages != null && other.pages != null) {
      throw new IllegalArgumentException("both have pages that are read one by one");
    }
    PhysicalMemory both = new PhysicalMemory(order, pages == null ? other.pages : pages);
    for (PhysicalMemory each : new PhysicalMemory[] {this, other}) {
      for (Extent extent : each.extents) {
        for (Range page : both.pageRanges()) {
          if (extent.start < page.end() && page.start() < extent.end) {
            throw new IllegalArgumentException(
                "memory " + hex(extent.start) + ".." + hex(extent.end) + " is there twice");
          }
        }
        both.add(extent.start, extent.bytes.duplicate().clear());
      }
    }
    return both;
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
      extents.add(at, new Extent(pa, end, own, null));
    }
  }

  /**
   * Adds zeroed memory {@code [pa, pa + size)}, whole 4 KiB pages, at most 1 MiB of them and none
   * across a multiple of 1 MiB.
   *
   * @throws IllegalStateException unless this memory was made by {@link #withPages}
   */
  public void addPages(long pa, long size) {
    if (pages == null) {
      throw new IllegalStateException("this memory takes no single pages");
    }
    pages.add(pa, size);
  }

  /** Whether all of {@code [pa, pa + size)} is memory within one extent. */
  public boolean contains(long pa, long size) {
    Extent extent = find(pa);
    if (extent == null || Long.compareUnsigned(size, extent.end - pa) > 0) {
      return false;
    }
    PageStore.Slab slab = extent.slab;
    if (slab != null) {
      for (long at = pa; at < pa + size; at = (at | 0xfff) + 1) {
        if (!slab.has(at)) {
          return false;
        }
      }
    }
    return true;
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
    if (start % Long.BYTES == 0) {
      extent.words.get(start / Long.BYTES, target, 0, count);
    } else {
      ByteBuffer bytes = extent.bytes.slice(start, count * Long.BYTES).order(order);
      bytes.asLongBuffer().get(target, 0, count);
    }
  }

  /**
   * Writes the descriptor at {@code pa}.
   *
   * @throws IndexOutOfBoundsException where there is no memory
   */
  public void writeLong(long pa, long value) {
    Extent extent = writableAt(pa);
    extent.bytes.putLong((int) (pa - extent.start), value);
  }

  /**
   * Writes {@code count} descriptors from {@code pa} on: {@code first}, then each {@code stride}
   * more than the one before.
   *
   * @throws IndexOutOfBoundsException where they do not all lie in one extent
   */
  public void fill(long pa, int count, long first, long stride) {
    Extent extent = writableAt(pa);
    DescriptorRun.put(extent.bytes, (int) (pa - extent.start), count, first, stride);
  }

  /**
   * Whether the {@code count} descriptors from {@code pa} on are {@code first} and then each {@code
   * stride} more than the one before.
   *
   * @throws IndexOutOfBoundsException where they do not all lie in one extent
   */
  public boolean isFilled(long pa, int count, long first, long stride) {
    Extent extent = extentAt(pa);
    return DescriptorRun.matches(extent.bytes, (int) (pa - extent.start), count, first, stride);
  }

  /** Zeroes {@code [pa, pa + size)}, which must lie in one extent. */
  public void clear(long pa, int size) {
    Extent extent = writableAt(pa);
    extent.bytes.put((int) (pa - extent.start), new byte[size]);
  }

  /** Copies {@code size} bytes; source and target must each lie in one extent. */
  public void copy(long from, long to, int size) {
    byte[] moved = new byte[size];
    Extent source = extentAt(from);
    source.bytes.get((int) (from - source.start), moved);
    Extent target = writableAt(to);
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
    ranges.addAll(pageRanges());
    ranges.sort(Comparator.comparing(Range::start, Long::compareUnsigned));
    return Collections.unmodifiableList(ranges);
  }

  /** Where single pages were added, adjacent ones joined, in address order. */
  public List<Range> pageRanges() {
    return pages == null ? List.of() : pages.ranges();
  }

  /** Lets go of the temporary file, if there is one. */
  @Override
  public void close() {
    if (pages != null) {
      pages.close();
    }
  }

  private Extent extentAt(long pa) {
    Extent extent = find(pa);
    if (extent == null) {
      throw new IndexOutOfBoundsException("no memory at physical address " + hex(pa));
    }
    return extent;
  }

  private Extent writableAt(long pa) {
    Extent extent = extentAt(pa);
    if (extent.slab != null) {
      extent.slab.markDirty();
    }
    return extent;
  }

  private @Nullable Extent find(long pa) {
    if (isWithin(last, pa)) {
      return last;
    }
    PageStore.Slab slab = lastSlab.slab;
    if (slab != null && isWithin(lastSlab, pa) && slab.has(pa)) {
      return lastSlab;
    }
    Extent found = findExtent(pa);
    return found == null && pages != null ? findSlab(pages, pa) : found;
  }

  private static boolean isWithin(Extent extent, long pa) {
    return Long.compareUnsigned(pa - extent.start, extent.end - extent.start) < 0;
  }

  /** Only the slab that was fetched last is known to be resident. */
  private @Nullable Extent findSlab(PageStore store, long pa) {
    PageStore.Slab slab = store.slabOf(pa);
    if (slab == null) {
      return null;
    }
    lastSlab = new Extent(slab.start, slab.start + PageStore.SLAB_BYTES, store.bytes(slab), slab);
    return lastSlab;
  }

  private @Nullable Extent findExtent(long pa) {
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
    return Hex.of(address);
  }
}

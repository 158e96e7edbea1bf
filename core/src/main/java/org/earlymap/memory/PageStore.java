// SPDX-License-Identifier: Apache-2.0
package org.earlymap.memory;

import com.google.common.primitives.Ints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.earlymap.Range;
import org.earlymap.file.Drafts;
import org.jspecify.annotations.Nullable;

/**
 * Pages that are added one by one, in slabs of 1 MiB. Only so many slabs are kept in memory; the
 * others wait in a temporary file, which is made when the first one has to leave.
 */
final class PageStore implements AutoCloseable {
  static final int SLAB_SHIFT = 20;
  static final int SLAB_BYTES = 1 << SLAB_SHIFT;
  private static final int PAGE_SHIFT = 12;
  private static final int LEAST_RESIDENT = 16;

  /** One slab: which of its 4 KiB pages exist, and its bytes or where they wait. */
  static final class Slab {
    final long start;
    private final long[] present = new long[SLAB_BYTES >> PAGE_SHIFT >> 6];
    private @Nullable ByteBuffer bytes;
    private long fileOffset = -1;
    private boolean dirty;

    Slab(long start) {
      this.start = start;
    }

    boolean has(long pa) {
      int page = (int) (pa - start) >>> PAGE_SHIFT;
      return (present[page >> 6] >>> page & 1) != 0;
    }

    /** Says that its bytes have changed, so that they are not dropped. */
    void markDirty() {
      dirty = true;
    }

    private void set(long pa) {
      int page = (int) (pa - start) >>> PAGE_SHIFT;
      present[page >> 6] |= 1L << page;
    }
  }

  private final ByteOrder order;
  private final int residentLimit;
  private final Path folder;
  private final TreeMap<Long, Slab> slabs = new TreeMap<>(Long::compareUnsigned);
  private final LinkedHashMap<Long, Slab> resident = new LinkedHashMap<>(64, 0.75f, true);
  private final @Nullable PageSource source;
  private final List<Range> sourceRanges;
  private @Nullable FileChannel file;
  private long fileEnd;

  /**
   * An empty store.
   *
   * @param order how descriptors are stored
   * @param bytesInMemory how much may stay in memory; 16 MiB at least
   * @param folder where the temporary file is made if there is more
   */
  PageStore(ByteOrder order, long bytesInMemory, Path folder) {
    this.order = order;
    this.residentLimit = Ints.saturatedCast(Math.max(LEAST_RESIDENT, bytesInMemory >> SLAB_SHIFT));
    this.folder = folder;
    this.source = null;
    this.sourceRanges = List.of();
  }

  /**
   * The pages of {@code source}, each read when it is asked for.
   *
   * @param bytesInMemory how much stays in memory; 16 MiB at least
   * @param folder where a temporary file is made for pages that are written to
   */
  PageStore(ByteOrder order, PageSource source, long bytesInMemory, Path folder) {
    this.order = order;
    this.residentLimit = Ints.saturatedCast(Math.max(LEAST_RESIDENT, bytesInMemory >> SLAB_SHIFT));
    this.folder = folder;
    this.source = source;
    this.sourceRanges = List.copyOf(source.ranges());
  }

  /** Adds zeroed memory, a whole number of 4 KiB pages within one slab. */
  void add(long pa, long size) {
    long key = pa >>> SLAB_SHIFT;
    Slab slab = slabs.computeIfAbsent(key, k -> new Slab(k << SLAB_SHIFT));
    for (long page = pa; page < pa + size; page += 1L << PAGE_SHIFT) {
      slab.set(page);
    }
  }

  /** The slab around {@code pa} if that page was added. */
  @Nullable Slab slabOf(long pa) {
    Slab slab = slabs.get(pa >>> SLAB_SHIFT);
    if (slab == null && source != null) {
      slab = slabOfSource(pa & -SLAB_BYTES);
    }
    return slab != null && slab.has(pa) ? slab : null;
  }

  /** Notes which pages of a slab the source has, if it has any. */
  private @Nullable Slab slabOfSource(long start) {
    int at = firstEndingAfter(start);
    Slab slab = new Slab(start);
    boolean any = false;
    while (at < sourceRanges.size()) {
      Range range = sourceRanges.get(at++);
      long from = Math.max(0, range.start() - start);
      long until = Math.min(SLAB_BYTES, range.end() - start);
      if (from >= SLAB_BYTES) {
        break;
      }
      for (long page = from; page < until; page += 1L << PAGE_SHIFT) {
        slab.set(start + page);
        any = true;
      }
    }
    if (!any) {
      return null;
    }
    slabs.put(start >>> SLAB_SHIFT, slab);
    return slab;
  }

  /** The first range of the source that does not end at or before {@code pa}. */
  private int firstEndingAfter(long pa) {
    int low = 0;
    int high = sourceRanges.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sourceRanges.get(middle).end() <= pa) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The bytes of {@code slab}; they are its own until the next call of this method. */
  ByteBuffer bytes(Slab slab) {
    ByteBuffer bytes = slab.bytes;
    if (bytes == null) {
      bytes = ByteBuffer.allocate(SLAB_BYTES).order(order);
      if (slab.fileOffset >= 0) {
        read(slab, bytes);
      } else if (source != null) {
        source.read(slab.start, bytes.duplicate());
      }
      slab.bytes = bytes;
    }
    resident.put(slab.start, slab);
    if (resident.size() > residentLimit) {
      evictOldest();
    }
    return bytes;
  }

  /** The ranges that were added, adjacent ones joined, in address order. */
  List<Range> ranges() {
    if (source != null) {
      return sourceRanges;
    }
    List<Range> ranges = new ArrayList<>();
    long start = 0;
    long end = 0;
    for (Slab slab : slabs.values()) {
      for (int page = 0; page < SLAB_BYTES >> PAGE_SHIFT; page++) {
        long pa = slab.start + ((long) page << PAGE_SHIFT);
        if (!slab.has(pa)) {
          continue;
        }
        if (pa != end || start == end) {
          if (start != end) {
            ranges.add(new Range(start, end));
          }
          start = pa;
        }
        end = pa + (1L << PAGE_SHIFT);
      }
    }
    if (start != end) {
      ranges.add(new Range(start, end));
    }
    return ranges;
  }

  private void evictOldest() {
    Iterator<Map.Entry<Long, Slab>> oldest = resident.entrySet().iterator();
    Slab slab = oldest.next().getValue();
    oldest.remove();
    ByteBuffer bytes = slab.bytes;
    if (bytes != null && slab.dirty) {
      write(slab, bytes);
    }
    slab.bytes = null;
    if (source != null && slab.fileOffset < 0) {
      slabs.remove(slab.start >>> SLAB_SHIFT);
    }
  }

  private void write(Slab slab, ByteBuffer bytes) {
    try {
      FileChannel channel = file;
      if (channel == null) {
        Path path = folder.resolve(Drafts.randomName(".earlymap-") + ".pages");
        channel =
            FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        file = channel;
      }
      if (slab.fileOffset < 0) {
        slab.fileOffset = fileEnd;
        fileEnd += SLAB_BYTES;
      }
      ByteBuffer source = bytes.duplicate().clear();
      while (source.hasRemaining()) {
        channel.write(source, slab.fileOffset + source.position());
      }
      slab.dirty = false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Slab slab, ByteBuffer bytes) {
    try {
      FileChannel channel = file;
      ByteBuffer target = bytes.duplicate();
      while (channel != null && target.hasRemaining()) {
        if (channel.read(target, slab.fileOffset + target.position()) < 0) {
          throw new IOException("a temporary file of table pages was cut short");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

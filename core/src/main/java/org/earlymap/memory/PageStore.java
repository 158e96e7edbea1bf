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
    return slab != null && slab.has(pa) ? slab : null;
  }

  /** The bytes of {@code slab}; they are its own until the next call of this method. */
  ByteBuffer bytes(Slab slab) {
    ByteBuffer bytes = slab.bytes;
    if (bytes == null) {
      bytes = ByteBuffer.allocate(SLAB_BYTES).order(order);
      if (slab.fileOffset >= 0) {
        read(slab, bytes);
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

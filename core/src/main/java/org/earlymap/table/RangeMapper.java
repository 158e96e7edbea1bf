// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * Maps a range as the early kernel does ({@code map_range} in {@code
 * arch/arm64/kernel/pi/map_range.c}): tables are made depth first in address order, leaves are
 * written over whatever is there.
 */
public final class RangeMapper {
  private final PhysicalMemory memory;
  private final Granule granule;
  private final DescriptorFormat format;
  private final boolean blocksOnlyAtLevel2;

  /**
   * A mapper of one kernel build.
   *
   * @param memory where the tables are
   * @param granule the page size
   * @param format how the build encodes output addresses
   * @param traits whether blocks of levels 0 and 1 are made
   */
  public RangeMapper(
      PhysicalMemory memory, Granule granule, DescriptorFormat format, KernelTraits traits) {
    this.memory = memory;
    this.granule = granule;
    this.format = format;
    this.blocksOnlyAtLevel2 = traits.has(Trait.BLOCKS_ONLY_AT_LEVEL_2);
  }

  /** Which addresses, where to, with what; {@code end} is exclusive and need not be aligned. */
  public record Target(long start, long end, long pa) {}

  /**
   * Maps {@code target}.
   *
   * @param pool where new tables come from; not asked where all tables exist
   * @param target the addresses, rounded out to pages
   * @param prot the attributes, with or without type bits; zero unmaps
   * @param rootLevel the level of {@code root}
   * @param root physical address of the root table
   * @param mayUseContiguous whether the contiguous bit may be set
   * @throws TableRegionOverflowException where the pool has no page left
   */
  public void map(
      TablePool pool,
      Target target,
      long prot,
      int rootLevel,
      long root,
      boolean mayUseContiguous) {
    mapLevel(
        new Request(pool, prot & ~Descriptor.TYPE_MASK, mayUseContiguous),
        target.start,
        target.end,
        target.pa,
        rootLevel,
        root);
  }

  /** What stays the same while a mapping descends. */
  private record Request(TablePool pool, long prot, boolean mayUseContiguous) {}

  private void mapLevel(Request request, long from, long end, long fromPa, int level, long table) {
    long start = granule.pageDown(from);
    long pa = granule.pageDown(fromPa);
    if (level == 3) {
      mapPages(request, start, end, pa, table);
      return;
    }
    long mask = granule.levelSize(level) - 1;
    long entry = entry(table, start, level);
    while (Long.compareUnsigned(start, end) < 0) {
      long next = smaller((start | mask) + 1, granule.pageUp(end));
      if (((start | next | pa) & mask) != 0 || (blocksOnlyAtLevel2 && level < 2)) {
        mapLevel(request, start, next, pa, level + 1, nextTable(request.pool, entry));
      } else {
        long type = request.prot == 0 ? 0 : Descriptor.BLOCK;
        memory.writeLong(entry, PteAddress.encode(format, pa) | request.prot | type);
      }
      pa += next - start;
      start = next;
      entry += Long.BYTES;
    }
  }

  /** The table that {@code entry} points to, made if there is none. */
  private long nextTable(TablePool pool, long entry) {
    long descriptor = memory.readLong(entry);
    if (descriptor == 0) {
      long page = pool.take();
      descriptor = PteAddress.encode(format, page) | Descriptor.TABLE | Descriptor.UXN_TABLE;
      memory.writeLong(entry, descriptor);
    }
    return format.decode(descriptor, granule);
  }

  /** Fills the pages of one level 3 table: plain, then whole contiguous runs, then plain. */
  private void mapPages(Request request, long start, long end, long pa, long table) {
    if (Long.compareUnsigned(start, end) >= 0) {
      return;
    }
    long type = request.prot == 0 ? 0 : Descriptor.PAGE;
    long prot = request.prot | type;
    long stop = granule.pageUp(end);
    long run = granule.contiguousEntries(3) * granule.bytes();
    long runStart = stop;
    long runStop = stop;
    if (request.mayUseContiguous && ((start ^ pa) & (run - 1)) == 0) {
      runStart = (start + run - 1) & -run;
      runStop = end & -run;
      if (Long.compareUnsigned(runStart, runStop) >= 0) {
        runStart = stop;
        runStop = stop;
      }
    }
    fill(table, start, runStart, pa, prot);
    fill(table, runStart, runStop, pa + (runStart - start), prot | Descriptor.CONTIGUOUS);
    fill(table, runStop, stop, pa + (runStop - start), prot & ~Descriptor.CONTIGUOUS);
  }

  private void fill(long table, long start, long stop, long pa, long prot) {
    int count = (int) ((stop - start) >>> granule.shift());
    if (count == 0) {
      return;
    }
    long entry = entry(table, start, 3);
    if (PteAddress.isLinear(format, pa, pa + (stop - start) - 1)) {
      memory.fill(entry, count, PteAddress.encode(format, pa) | prot, granule.bytes());
      return;
    }
    for (int i = 0; i < count; i++) {
      long page = pa + i * granule.bytes();
      memory.writeLong(entry + i * (long) Long.BYTES, PteAddress.encode(format, page) | prot);
    }
  }

  private long entry(long table, long va, int level) {
    long index = (va >>> granule.levelShift(level)) & (granule.entriesPerTable() - 1);
    return table + index * Long.BYTES;
  }

  private static long smaller(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }
}

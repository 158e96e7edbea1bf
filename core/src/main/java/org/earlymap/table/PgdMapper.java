// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.Set;
import org.earlymap.Hex;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * Maps a range as the kernel does once it runs at its own addresses ({@code
 * __create_pgd_mapping_locked} in {@code arch/arm64/mm/mmu.c}): blocks and contiguous runs at
 * levels 2 and 3, blocks at level 1 with 4K pages, tables depth first when they are first needed.
 */
public final class PgdMapper {
  /** What a mapping must not have, by the kernel's names. */
  public enum Flag {
    NO_BLOCK_MAPPINGS,
    NO_CONT_MAPPINGS,
    /** New tables carry PXNTable. */
    NO_EXEC_MAPPINGS
  }

  /**
   * What to map where.
   *
   * @param pa the physical address of its first byte
   * @param va the virtual address of its first byte
   * @param size in bytes; the whole is rounded out to pages
   * @param prot the attributes, with page type bits
   * @param flags what the mapping must not have
   */
  public record Request(long pa, long va, long size, long prot, Set<Flag> flags) {
    /** Copies the flags. */
    public Request {
      flags = Set.copyOf(flags);
    }
  }

  private final PhysicalMemory memory;
  private final Granule granule;
  private final DescriptorFormat format;
  private final int vaBits;
  private final int rootLevel;
  private final long tableBits;
  private final boolean remapsInPlace;

  /**
   * A mapper of one kernel build on one CPU.
   *
   * @param memory where the tables are
   * @param granule the page size
   * @param format how the build encodes output addresses
   * @param vaBits CONFIG_ARM64_VA_BITS: these bits of an address select entries
   * @param rootLevel the level of root tables on this CPU
   * @param traits whether new tables carry the access flag, and whether mapping over a table, or
   *     over plain entries where a contiguous run would be, keeps these
   */
  public PgdMapper(
      PhysicalMemory memory,
      Granule granule,
      DescriptorFormat format,
      int vaBits,
      int rootLevel,
      KernelTraits traits) {
    this.memory = memory;
    this.granule = granule;
    this.format = format;
    this.vaBits = vaBits;
    this.rootLevel = rootLevel;
    boolean accessFlag = traits.has(Trait.TABLE_AF);
    this.tableBits = Descriptor.TABLE | Descriptor.UXN_TABLE | (accessFlag ? Descriptor.AF : 0);
    this.remapsInPlace = traits.has(Trait.REMAPS_IN_PLACE);
  }

  /**
   * Maps {@code request}.
   *
   * @param pool where new tables come from
   * @param root physical address of the root table
   * @throws IllegalArgumentException where the two addresses differ within a page
   */
  public void map(TablePool pool, long root, Request request) {
    long pa = request.pa;
    long va = request.va;
    if (((pa ^ va) & (granule.bytes() - 1)) != 0) {
      throw new IllegalArgumentException(
          String.format("%s cannot be mapped at %s", Hex.of(pa), Hex.of(va)));
    }
    long within = ~(-1L << vaBits);
    long start = granule.pageDown(va) & within;
    long end = start + (granule.pageUp(va + request.size) - granule.pageDown(va));
    boolean executes = !request.flags.contains(Flag.NO_EXEC_MAPPINGS);
    Descent descent =
        new Descent(
            pool,
            request.prot & ~Descriptor.TYPE_MASK,
            !request.flags.contains(Flag.NO_BLOCK_MAPPINGS),
            !request.flags.contains(Flag.NO_CONT_MAPPINGS),
            tableBits | (executes ? 0 : Descriptor.PXN_TABLE));
    mapLevel(descent, root, rootLevel, start, end, granule.pageDown(pa) - start);
  }

  /** What stays the same while a mapping descends. */
  private record Descent(
      TablePool pool, long prot, boolean blocks, boolean contiguous, long tableBits) {}

  /** Maps {@code [from, end)} in one table; addresses plus {@code offset} are physical. */
  private void mapLevel(Descent descent, long table, int level, long from, long end, long offset) {
    if (level == 3) {
      mapPages(descent, table, from, end, offset);
      return;
    }
    long start = from;
    while (start != end) {
      long next = Math.min((start | (chunk(level) - 1)) + 1, end);
      boolean whole = ((start | next | (start + offset)) & (chunk(level) - 1)) == 0;
      boolean contiguous =
          hasRuns(level) && whole && descent.contiguous && mayBeContiguous(table, level, start);
      mapEntries(descent, table, level, start, next, offset, contiguous);
      start = next;
    }
  }

  /** Runs are of one table below another: of two levels, the root's entries are taken singly. */
  private boolean hasRuns(int level) {
    return level == 2 && level > rootLevel;
  }

  /** What one step covers: at level 2 the run that may become contiguous, else one entry. */
  private long chunk(int level) {
    long entries = hasRuns(level) ? granule.contiguousEntries(2) : 1;
    return entries * granule.levelSize(level);
  }

  private void mapEntries(
      Descent descent,
      long table,
      int level,
      long from,
      long end,
      long offset,
      boolean contiguous) {
    long size = granule.levelSize(level);
    long start = from;
    while (start != end) {
      long next = Math.min((start | (size - 1)) + 1, end);
      long pa = start + offset;
      long entry = table + 8 * index(start, level);
      if (fitsBlock(descent, level, start, next, pa) && mayBeBlock(entry, level)) {
        long run = contiguous ? Descriptor.CONTIGUOUS : 0;
        long block = PteAddress.encode(format, pa) | descent.prot | Descriptor.BLOCK | run;
        memory.writeLong(entry, block);
      } else {
        mapLevel(descent, nextTable(descent, entry), level + 1, start, next, offset);
      }
      start = next;
    }
  }

  private boolean fitsBlock(Descent descent, int level, long start, long next, long pa) {
    boolean supported = level == 2 || (level == 1 && granule == Granule.SIZE_4K);
    return supported
        && descent.blocks
        && ((start | next | pa) & (granule.levelSize(level) - 1)) == 0;
  }

  private boolean mayBeBlock(long entry, int level) {
    return !remapsInPlace || !Descriptor.isTable(memory.readLong(entry), level);
  }

  /** {@code pte_range_has_valid_noncont}, of the group of entries that {@code start} begins. */
  private boolean mayBeContiguous(long table, int level, long start) {
    if (!remapsInPlace) {
      return true;
    }
    long entry = table + 8 * index(start, level);
    for (int i = 0; i < granule.contiguousEntries(level); i++) {
      long descriptor = memory.readLong(entry + 8L * i);
      if (Descriptor.isValid(descriptor) && (descriptor & Descriptor.CONTIGUOUS) == 0) {
        return false;
      }
    }
    return true;
  }

  private long nextTable(Descent descent, long entry) {
    long descriptor = memory.readLong(entry);
    if (descriptor == 0) {
      long page = descent.pool.take();
      descriptor = PteAddress.encode(format, page) | descent.tableBits;
      memory.writeLong(entry, descriptor);
    }
    return format.decode(descriptor, granule);
  }

  private void mapPages(Descent descent, long table, long start, long end, long offset) {
    long run = granule.contiguousEntries(3) * granule.bytes();
    long runStart = end;
    long runEnd = end;
    if (descent.contiguous && (offset & (run - 1)) == 0) {
      runStart = Math.min((start + run - 1) & -run, end);
      runEnd = Math.max(end & -run, runStart);
    }
    long prot = descent.prot | Descriptor.PAGE;
    fill(table, start, runStart, offset, prot);
    fillGroups(table, runStart, runEnd, offset, prot);
    fill(table, runEnd, end, offset, prot);
  }

  /** Fills whole contiguous groups, as many as can be with one {@link #fill}. */
  private void fillGroups(long table, long start, long end, long offset, long prot) {
    long run = granule.contiguousEntries(3) * granule.bytes();
    long from = start;
    while (from != end) {
      boolean contiguous = mayBeContiguous(table, 3, from);
      long to = from + run;
      while (to != end && mayBeContiguous(table, 3, to) == contiguous) {
        to += run;
      }
      fill(table, from, to, offset, prot | (contiguous ? Descriptor.CONTIGUOUS : 0));
      from = to;
    }
  }

  private void fill(long table, long start, long end, long offset, long prot) {
    int count = (int) ((end - start) >>> granule.shift());
    if (count == 0) {
      return;
    }
    long entry = table + 8 * index(start, 3);
    long pa = start + offset;
    if (PteAddress.isLinear(format, pa, end + offset - 1)) {
      memory.fill(entry, count, PteAddress.encode(format, pa) | prot, granule.bytes());
      return;
    }
    for (int i = 0; i < count; i++) {
      memory.writeLong(entry + 8L * i, PteAddress.encode(format, pa + i * granule.bytes()) | prot);
    }
  }

  private long index(long va, int level) {
    return (va >>> granule.levelShift(level)) & (granule.entriesPerTable() - 1);
  }
}

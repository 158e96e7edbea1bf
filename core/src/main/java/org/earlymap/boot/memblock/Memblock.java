// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.memblock;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.RangeSet;
import org.earlymap.boot.decide.BootException;

/**
 * The kernel's allocator before there are others ({@code mm/memblock.c}), as far as page tables
 * depend on it: memory, some of it not to be mapped, and what is reserved of it. Allocations come
 * from the top down.
 */
public final class Memblock {
  private final RangeSet memory = new RangeSet();
  private final RangeSet noMap = new RangeSet();
  private final RangeSet reserved = new RangeSet();
  private long freeStart;
  private long freeEnd;

  /** {@code memblock_add}. */
  void add(Range range) {
    memory.add(range);
    forgetFree();
  }

  /** {@code memblock_remove}. */
  void remove(Range range) {
    memory.remove(range);
    noMap.remove(range);
    forgetFree();
  }

  /**
   * {@code memblock_cap_memory_range} from zero on: no memory from {@code end} on, but what is not
   * mapped stays, and nothing reserved.
   */
  void cap(long end) {
    Range beyond = new Range(end, 0);
    RangeSet gone = new RangeSet();
    memory.within(beyond).forEach(gone::add);
    noMap.within(beyond).forEach(gone::remove);
    gone.ranges().forEach(memory::remove);
    reserved.remove(beyond);
    forgetFree();
  }

  /** {@code memblock_is_map_memory}. */
  boolean isMapped(long pa) {
    Range one = new Range(pa, pa + 1);
    return !memory.within(one).isEmpty() && noMap.within(one).isEmpty();
  }

  /** {@code memblock_reserve}. */
  void reserve(Range range) {
    reserved.add(range);
    forgetFree();
  }

  /** {@code memblock_phys_free}. */
  void free(Range range) {
    reserved.remove(range);
    forgetFree();
  }

  /** {@code memblock_mark_nomap}: only of what is memory. */
  public void markNoMap(Range range) {
    for (Range part : memory.within(range)) {
      noMap.add(part);
    }
    forgetFree();
  }

  /** {@code memblock_clear_nomap}. */
  public void clearNoMap(Range range) {
    noMap.remove(range);
    forgetFree();
  }

  /** {@code memblock_start_of_DRAM}. */
  public long start() {
    return memory.ranges().get(0).start();
  }

  /** {@code memblock_end_of_DRAM}. */
  public long end() {
    List<Range> ranges = memory.ranges();
    return ranges.get(ranges.size() - 1).end();
  }

  boolean isEmpty() {
    return memory.ranges().isEmpty();
  }

  /** Memory, whether it is to be mapped or not, in address order. */
  List<Range> memory() {
    return memory.ranges();
  }

  /** What is reserved, in address order. */
  List<Range> reserved() {
    return reserved.ranges();
  }

  /** {@code memblock_is_region_reserved}: whether anything of {@code range} is. */
  boolean isReserved(Range range) {
    return !reserved.within(range).isEmpty();
  }

  /** {@code for_each_mem_range}: the memory that is to be mapped, in address order. */
  public List<Range> toMap() {
    RangeSet mapped = new RangeSet();
    for (Range range : memory.ranges()) {
      mapped.add(range);
    }
    for (Range range : noMap.ranges()) {
      mapped.remove(range);
    }
    return mapped.ranges();
  }

  /**
   * {@code memblock_phys_alloc}: the highest free place, reserved at once.
   *
   * @param size in bytes
   * @param align a power of two
   * @throws BootException where there is none
   */
  public long allocate(long size, long align) {
    return allocateIfFree(size, align)
        .orElseThrow(
            () ->
                new BootException(
                    "the machine's memory is too small: no 0x"
                        + Long.toHexString(size)
                        + " bytes are free"));
  }

  /** The same for those who can do without; empty where there is no place. */
  public OptionalLong allocateIfFree(long size, long align) {
    if (!fits(size, align) && !findFree(size, align)) {
      return OptionalLong.empty();
    }
    long pa = (freeEnd - size) & -align;
    reserved.add(new Range(pa, pa + size));
    freeEnd = pa;
    return OptionalLong.of(pa);
  }

  /**
   * {@code memblock_find_in_range}, for what is reserved once in a boot.
   *
   * @param size in bytes
   * @param align a multiple of the result's
   * @param within physical addresses; an end of zero is the top
   * @param bottomUp whether the lowest place is wanted and not the highest
   * @return the place; empty where there is none
   */
  OptionalLong find(long size, long align, Range within, boolean bottomUp) {
    List<Range> free = free();
    for (int i = 0; i < free.size(); i++) {
      Range range = free.get(bottomUp ? i : free.size() - 1 - i);
      long start = greatest(range.start(), within.start());
      long end =
          greatest(start, within.end() == 0 ? range.end() : least(range.end(), within.end()));
      if (Long.compareUnsigned(end - start, size) < 0) {
        continue;
      }
      long candidate =
          bottomUp
              ? Long.divideUnsigned(start + align - 1, align) * align
              : Long.divideUnsigned(end - size, align) * align;
      if (Long.compareUnsigned(candidate, start) >= 0
          && Long.compareUnsigned(candidate, end - size) <= 0) {
        return OptionalLong.of(candidate);
      }
    }
    return OptionalLong.empty();
  }

  private static long greatest(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  private static long least(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }

  /** Whether the free area that the last allocation came from has room, at its very top. */
  private boolean fits(long size, long align) {
    long room = freeEnd - freeStart;
    return Long.compareUnsigned(room, size) >= 0
        && Long.compareUnsigned((freeEnd - size) & -align, freeStart) >= 0
        && ((freeEnd - size) & (align - 1)) == 0;
  }

  private boolean findFree(long size, long align) {
    List<Range> free = free();
    for (int i = free.size() - 1; i >= 0; i--) {
      Range range = free.get(i);
      long start = Long.compareUnsigned(range.start(), align) < 0 ? align : range.start();
      long candidate = (range.end() - size) & -align;
      if (Long.compareUnsigned(range.size(), size) >= 0
          && Long.compareUnsigned(candidate, start) >= 0) {
        freeStart = start;
        freeEnd = range.end();
        return true;
      }
    }
    return false;
  }

  private List<Range> free() {
    RangeSet free = new RangeSet();
    for (Range range : toMap()) {
      free.add(range);
    }
    for (Range range : new ArrayList<>(reserved.ranges())) {
      free.remove(range);
    }
    return free.ranges();
  }

  private void forgetFree() {
    freeStart = 0;
    freeEnd = 0;
  }
}

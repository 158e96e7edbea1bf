// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.arch.Granule;

/**
 * The addresses to invalidate, in whole entries.
 *
 * @param granule the page size
 * @param start the first address, virtual or intermediate physical, aligned to a page
 * @param pages how many pages, at least 1; a multiple of the stride
 * @param stride the step of invalidations one by one: the bytes that one entry translates, a power
 *     of two, a page at least
 */
public record FlushRange(Granule granule, long start, long pages, long stride) {
  /** Checks that the range consists of whole entries and ends inside 64 bits. */
  public FlushRange {
    if (Long.bitCount(stride) != 1 || Long.compareUnsigned(stride, granule.bytes()) < 0) {
      throw new TlbiRangeException(
          String.format(
              "the stride is a power of two and a %s page at least, not 0x%x",
              granule.label(), stride));
    }
    if ((start & granule.bytes() - 1) != 0) {
      throw new TlbiRangeException(
          String.format(
              "the start %s is not aligned to a %s page", Hex.of(start), granule.label()));
    }
    if (pages <= 0 || Long.remainderUnsigned(pages, stride >>> granule.shift()) != 0) {
      throw new TlbiRangeException(
          String.format(
              Locale.ROOT,
              "%d pages: at least one, and whole strides of %d pages are expected",
              pages,
              stride >>> granule.shift()));
    }
    if (Long.compareUnsigned(pages - 1, ~start >>> granule.shift()) > 0) {
      throw new TlbiRangeException(
          String.format(
              Locale.ROOT, "%d pages from %s on go beyond 64 bits", pages, Hex.of(start)));
    }
  }

  /**
   * The entries of {@code stride} bytes that hold {@code [start, start + size)}: the start rounded
   * down and the end up, as {@code __flush_tlb_range()} does.
   */
  public static FlushRange covering(Granule granule, long start, long size, long stride) {
    if (Long.bitCount(stride) != 1 || size == 0) {
      return new FlushRange(granule, start & -granule.bytes(), 0, stride);
    }
    long first = start & -stride;
    long last = (start + size - 1) | (stride - 1);
    if (Long.compareUnsigned(start + size - 1, start) < 0) {
      throw new TlbiRangeException(
          String.format("0x%x bytes from %s on go beyond 64 bits", size, Hex.of(start)));
    }
    return new FlushRange(granule, first, ((last - first) >>> granule.shift()) + 1, stride);
  }

  /** The size in bytes; zero means 2^64. */
  public long bytes() {
    return pages << granule.shift();
  }

  /** The address behind the last; zero means 2^64. */
  public long end() {
    return start + bytes();
  }

  /** The pages of one stride. */
  public long stridePages() {
    return stride >>> granule.shift();
  }
}

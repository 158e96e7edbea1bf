// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.List;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.plan.PageExtents.Extent;

/**
 * The tables of one root. An entry whose addresses one extent covers, at an aligned physical
 * address and at a level that has blocks, is a leaf; one with nothing in it is invalid; only what
 * is left takes a table, and no other tables could do the same with fewer.
 */
final class TableTree {
  /** More are not counted. */
  static final long MOST_PAGES = 1L << 18;

  private final TranslationRegime regime;
  private final Granule granule;
  private final PlanPolicy policy;
  private final List<Extent> extents;

  /** The tables that map {@code extents}, which the regime's input addresses hold. */
  TableTree(TranslationRegime regime, PlanPolicy policy, List<Extent> extents) {
    this.regime = regime;
    this.granule = regime.granule();
    this.policy = policy;
    this.extents = extents;
  }

  /** How many tables there are beneath the root; beyond {@link #MOST_PAGES} it stops counting. */
  long tables() {
    return tables(regime.rootLevel(), new Cursor(), Long.MAX_VALUE);
  }

  /**
   * Writes the tables.
   *
   * @param root where the root is
   * @param next where the first table beneath it goes, the others behind it
   * @return the address behind the last
   */
  long write(PhysicalMemory memory, long root, long next) {
    return new Writer(memory, next).fill(regime.rootLevel(), root, new Cursor(), Long.MAX_VALUE);
  }

  /** The first extent that is not done with, and the first address of it that is not. */
  private final class Cursor {
    private int index;
    private long va = extents.isEmpty() ? 0 : extents.get(0).va();

    Extent extent() {
      return extents.get(index);
    }

    /** Whether something is left at or below {@code last}, an offset from the root's start. */
    boolean isWithin(long last) {
      return index < extents.size() && offset(va) <= last;
    }

    /** Leaves behind what ends at or before the offset {@code last}. */
    void passTo(long last) {
      while (index < extents.size() && offset(extent().last()) <= last) {
        index++;
        if (index < extents.size()) {
          va = extent().va();
        }
      }
      if (index < extents.size() && offset(va) <= last) {
        va += last - offset(va) + 1;
      }
    }
  }

  /** Both halves from 0 up: an address of the upper one loses its ones. */
  private long offset(long va) {
    return va & (-1L >>> (Long.SIZE - regime.vaBits()));
  }

  private boolean isLeaf(int level, Extent extent, long entryOffset) {
    long size = granule.levelSize(level);
    if (level < 3 && (!regime.allowsBlock(level) || size > policy.largestBlock())) {
      return false;
    }
    long first = extent.va() - offset(extent.va()) + entryOffset;
    return extent.covers(first, first + size - 1)
        && (level == 3 || (first + extent.distance() & size - 1) == 0);
  }

  private long tables(int level, Cursor cursor, long last) {
    long count = 0;
    while (cursor.isWithin(last) && count <= MOST_PAGES) {
      Extent extent = cursor.extent();
      long entryOffset = offset(cursor.va) & -granule.levelSize(level);
      long entryLast = entryOffset + granule.levelSize(level) - 1;
      if (isLeaf(level, extent, entryOffset)) {
        cursor.passTo(lastLeaf(level, extent, entryOffset, last));
      } else {
        count += 1 + tables(level + 1, cursor, entryLast);
      }
    }
    return count;
  }

  /** The last offset of the leaves of {@code extent} from {@code entryOffset} on in one table. */
  private long lastLeaf(int level, Extent extent, long entryOffset, long last) {
    long size = granule.levelSize(level);
    long end = (offset(extent.last()) + 1 & -size) - 1;
    return Math.min(end, last) < entryOffset ? entryOffset + size - 1 : Math.min(end, last);
  }

  /** Writes what is counted. */
  private final class Writer {
    private final PhysicalMemory memory;
    private long next;

    Writer(PhysicalMemory memory, long next) {
      this.memory = memory;
      this.next = next;
    }

    long fill(int level, long table, Cursor cursor, long last) {
      int shift = granule.levelShift(level);
      long mask = regime.entries(level) - 1L;
      while (cursor.isWithin(last)) {
        Extent extent = cursor.extent();
        long entryOffset = offset(cursor.va) & -granule.levelSize(level);
        long entryPa = table + ((entryOffset >>> shift) & mask) * Long.BYTES;
        if (isLeaf(level, extent, entryOffset)) {
          long lastLeaf = lastLeaf(level, extent, entryOffset, last);
          leaves(level, extent, entryOffset, lastLeaf, entryPa);
          cursor.passTo(lastLeaf);
        } else {
          long pointed = next;
          next += granule.bytes();
          memory.writeLong(entryPa, regime.format().encode(pointed) | Descriptor.TABLE);
          fill(level + 1, pointed, cursor, entryOffset + granule.levelSize(level) - 1);
        }
      }
      return next;
    }

    private void leaves(int level, Extent extent, long first, long last, long entryPa) {
      long size = granule.levelSize(level);
      long base = extent.va() - offset(extent.va());
      long type = level == 3 ? Descriptor.PAGE : Descriptor.BLOCK;
      long pa = base + first + extent.distance();
      long entry = entryPa;
      for (long at = first; at <= last; at += size) {
        long contiguous = isInRun(level, extent, at) ? Descriptor.CONTIGUOUS : 0;
        memory.writeLong(entry, regime.format().encode(pa) | extent.bits() | type | contiguous);
        entry += Long.BYTES;
        pa += size;
      }
    }

    /** Whether the extent covers the whole run of entries around the one at {@code at}. */
    private boolean isInRun(int level, Extent extent, long at) {
      int entries = granule.contiguousEntries(level);
      if (!policy.contiguous() || entries == 1 || regime.entries(level) < entries) {
        return false;
      }
      long run = entries * granule.levelSize(level);
      long first = extent.va() - offset(extent.va()) + (at & -run);
      return extent.covers(first, first + run - 1) && (first + extent.distance() & run - 1) == 0;
    }
  }
}

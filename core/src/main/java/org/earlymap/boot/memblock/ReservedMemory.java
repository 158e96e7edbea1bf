// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.memblock;

import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.machine.Reservation;

/**
 * What a device tree reserves ({@code early_init_fdt_scan_reserved_mem}); what the kernel is to
 * find a place for goes where 6.12 and later place it.
 */
final class ReservedMemory {
  private static final long CACHE_LINE = 64;

  private final Memblock memblock;
  private final KernelConfig config;
  private final List<Range> found = new ArrayList<>();

  ReservedMemory(Memblock memblock, KernelConfig config) {
    this.memblock = memblock;
    this.config = config;
  }

  void reserve(Reservation reservation) {
    if (reservation instanceof Reservation.Fixed fixed) {
      reserve(fixed);
    } else if (reservation instanceof Reservation.BySize wanted) {
      find(wanted).ifPresent(pa -> reserve(wanted, new Range(pa, pa + wanted.size())));
    }
  }

  /** {@code early_init_dt_reserve_memory}: what is reserved already cannot become no-map. */
  private void reserve(Reservation.Fixed reservation) {
    if (!reservation.noMap()) {
      memblock.reserve(reservation.range());
    } else if (!memblock.isReserved(reservation.range())) {
      memblock.markNoMap(reservation.range());
    }
  }

  private void reserve(Reservation.BySize wanted, Range range) {
    memblock.reserve(range);
    if (wanted.noMap()) {
      memblock.markNoMap(range);
    }
    if (wanted.reusable()) {
      offerPool(wanted, range);
    }
    found.add(range);
  }

  /**
   * {@code rmem_cma_setup}, and {@code fdt_init_reserved_mem_node} where it refuses: a pool that
   * must not be mapped is mapped after all, one that is not whole blocks is given back.
   */
  private void offerPool(Reservation.BySize wanted, Range range) {
    boolean whole = ((range.start() | range.size()) & (pageblock() - 1)) == 0;
    if (wanted.noMap()) {
      memblock.clearNoMap(range);
    } else if (!whole || !config.isSet("DMA_CMA")) {
      memblock.free(range);
    }
  }

  /** {@code __reserved_mem_alloc_size}: the first range with room; none may be found. */
  private OptionalLong find(Reservation.BySize wanted) {
    long align = wanted.alignment() == 0 ? CACHE_LINE : wanted.alignment();
    if (wanted.reusable() && !wanted.noMap() && config.isSet("CMA")) {
      long atLeast = pageblock();
      align = Long.compareUnsigned(align, atLeast) < 0 ? atLeast : align;
    }
    if (wanted.ranges().isEmpty()) {
      return memblock.find(wanted.size(), align, new Range(0, 0), false);
    }
    for (Range range : wanted.ranges()) {
      OptionalLong pa = memblock.find(wanted.size(), align, range, isNextToEarlier(range));
      if (pa.isPresent()) {
        return pa;
      }
    }
    return OptionalLong.empty();
  }

  /**
   * {@code __reserved_mem_alloc_in_range}: from the bottom up, where the range starts at an earlier
   * find and does not end at one.
   */
  private boolean isNextToEarlier(Range range) {
    boolean start = false;
    boolean end = false;
    for (Range earlier : found) {
      start |= touches(earlier, range.start());
      end |= touches(earlier, range.end());
    }
    return start && !end;
  }

  private static boolean touches(Range range, long pa) {
    return Long.compareUnsigned(pa - range.start(), range.size()) <= 0;
  }

  /** CMA_MIN_ALIGNMENT_BYTES: {@code pageblock_order} pages. */
  private long pageblock() {
    Granule granule = config.granule();
    int most =
        switch (granule) {
          case SIZE_4K -> 10;
          case SIZE_16K -> 11;
          case SIZE_64K -> 13;
        };
    Long configured = Longs.tryParse(config.value("ARCH_FORCE_MAX_ORDER").orElse(""));
    if (configured != null && configured >= 0 && configured < Integer.SIZE) {
      most = configured.intValue();
    }
    boolean huge = config.isSet("HUGETLB_PAGE") || config.isSet("TRANSPARENT_HUGEPAGE");
    int order = huge ? Math.min(granule.levelShift(2) - granule.shift(), most) : most;
    return granule.bytes() << order;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.plan.PageExtents.Extent;

/**
 * Where a plan's tables lie.
 *
 * @param pa the first byte
 * @param size what is set aside
 */
record TablePlace(long pa, long size) {
  /** The place that the plan gives, or the lowest free one. */
  static TablePlace of(Plan plan, List<Extent> extents, long needed, long alignment) {
    Plan.TableMemory asked = plan.tables();
    Granule granule = plan.space().granule();
    long size = asked.size().orElse(needed);
    if (Long.compareUnsigned(size, needed) < 0) {
      throw new PlanException(
          String.format(
              Locale.ROOT,
              "the tables need %s, and the plan gives them 0x%x bytes",
              TablePlanner.pages(needed, granule),
              size));
    }
    long pa =
        asked.at().isPresent() ? asked.at().getAsLong() : choose(plan, extents, size, alignment);
    if ((pa & alignment - 1) != 0 || (size & granule.bytes() - 1) != 0) {
      throw new PlanException(
          String.format(
              Locale.ROOT,
              "tables: found 0x%x bytes at %s, expected whole pages at a multiple of 0x%x",
              size,
              Hex.of(pa),
              alignment));
    }
    long top = 1L << plan.space().paBits();
    if (Long.compareUnsigned(pa, top) >= 0 || Long.compareUnsigned(size, top - pa) > 0) {
      throw new PlanException(
          "the tables at "
              + Hex.of(pa)
              + " lie beyond the "
              + plan.space().paBits()
              + " bits of a physical address");
    }
    return new TablePlace(pa, size);
  }

  private static long choose(Plan plan, List<Extent> extents, long size, long alignment) {
    if (plan.tables().within().isEmpty()) {
      long last = -1;
      for (Extent extent : extents) {
        long end = extent.pa() + (extent.last() - extent.va());
        last = extent.asked().memory().type().isNormal() && end > last ? end : last;
      }
      return free(extents, last + 1, size, alignment);
    }
    for (Range memory : plan.tables().within()) {
      long free = free(extents, memory.start(), size, alignment);
      if (free + size <= memory.end()) {
        return free;
      }
    }
    throw new PlanException(
        "no memory that the plan names has " + size + " bytes free for the tables");
  }

  /** The lowest aligned address from {@code from} on where nothing is mapped to. */
  private static long free(List<Extent> extents, long from, long size, long alignment) {
    long at = from + alignment - 1 & -alignment;
    for (Optional<Extent> taken = taken(extents, at, size);
        taken.isPresent();
        taken = taken(extents, at, size)) {
      Extent extent = taken.get();
      at = extent.pa() + (extent.last() - extent.va()) + alignment & -alignment;
    }
    return at;
  }

  private static Optional<Extent> taken(List<Extent> extents, long at, long size) {
    return extents.stream()
        .filter(
            extent ->
                new Range(extent.pa(), extent.pa() + (extent.last() - extent.va()) + 1)
                    .intersection(new Range(at, at + size))
                    .isPresent())
        .findFirst();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.Sizes;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Rights;

/** A plan's regions as whole pages, none of which two of them share any more. */
final class PageExtents {
  /**
   * Pages side by side that are mapped alike.
   *
   * @param name the regions that they are of
   * @param va the first virtual address
   * @param last the last virtual address
   * @param pa where the first page is
   * @param asked how they are mapped
   * @param bits the leaves' attribute bits
   */
  record Extent(String name, long va, long last, long pa, PlanRegion.Attributes asked, long bits) {
    long distance() {
      return pa - va;
    }

    /** Whether it covers {@code [from, to]}. */
    boolean covers(long from, long to) {
      return Long.compareUnsigned(va, from) <= 0 && Long.compareUnsigned(last, to) >= 0;
    }
  }

  private final Plan plan;
  private final Granule granule;
  private final LeafAttributes leaves;
  private final List<Extent> extents = new ArrayList<>();

  private PageExtents(Plan plan) {
    this.plan = plan;
    this.granule = plan.space().granule();
    this.leaves = new LeafAttributes(plan.space());
  }

  /**
   * The extents in the order of addresses.
   *
   * @throws PlanException where regions collide, or the policy refuses one
   */
  static List<Extent> of(Plan plan) {
    PageExtents pages = new PageExtents(plan);
    List<PlanRegion> sorted = new ArrayList<>(plan.regions());
    sorted.sort(Comparator.comparing(PlanRegion::va, Long::compareUnsigned));
    Optional<PlanRegion> before = Optional.empty();
    for (PlanRegion region : sorted) {
      pages.check(region, before);
      pages.add(region, before);
      before = Optional.of(region);
    }
    pages.checkGuards();
    return plan.policy().acrossRegions() ? joined(pages.extents) : pages.extents;
  }

  private void check(PlanRegion region, Optional<PlanRegion> before) {
    long misplaced = (region.va() - region.pa()) & (granule.bytes() - 1);
    long odd = (region.va() | region.size()) & (granule.bytes() - 1);
    if (misplaced != 0 || (odd != 0 && !region.program())) {
      throw new PlanException(
          String.format(
              Locale.ROOT,
              "%s: found 0x%x bytes at %s, physical address %s: expected %s of %s",
              region.name(),
              region.size(),
              Hex.of(region.va()),
              Hex.of(region.pa()),
              region.program() ? "addresses that lie at the same place in a page" : "whole pages",
              Sizes.binary(granule.bytes())));
    }
    long lastPa = region.pa() + region.size() - 1;
    if (lastPa >>> plan.space().paBits() != 0) {
      throw new PlanException(
          String.format(
              Locale.ROOT,
              "%s: its physical address %s is beyond the %d bits of the plan",
              region.name(),
              Hex.of(lastPa),
              plan.space().paBits()));
    }
    if (before.isPresent()
        && Long.compareUnsigned(before.get().va() + before.get().size() - 1, region.va()) >= 0) {
      throw new PlanException(
          region.name()
              + " at "
              + Hex.of(region.va())
              + " overlaps "
              + before.get().name()
              + ", which ends at "
              + Hex.of(before.get().va() + before.get().size()));
    }
  }

  private void add(PlanRegion region, Optional<PlanRegion> before) {
    long first = granule.pageDown(region.va());
    long last = region.va() + region.size() - 1 | granule.bytes() - 1;
    Extent whole = extent(region.name(), first, last, region.va() - region.pa(), region);
    int end = extents.size() - 1;
    if (end < 0 || Long.compareUnsigned(extents.get(end).last, first) < 0) {
      extents.add(whole);
      return;
    }
    Extent other = extents.get(end);
    if (other.distance() == whole.distance() && other.asked.equals(whole.asked)) {
      extents.set(end, new Extent(other.name, other.va, last, other.pa, other.asked, other.bits));
      return;
    }
    share(other, whole, region, before.map(PlanRegion::name).orElse(other.name));
  }

  /** The last page of {@code other} is the first one of {@code whole}. */
  private void share(Extent other, Extent whole, PlanRegion region, String before) {
    boolean possible =
        other.distance() == whole.distance()
            && other.asked.withRights(0).equals(whole.asked.withRights(0));
    if (!possible || plan.policy().sharedPages() == PlanPolicy.SharedPages.REFUSE) {
      throw new PlanException(
          String.format(
              Locale.ROOT,
              "%s (%s) begins at %s, inside the page at %s that %s (%s) is in: %s",
              region.name(),
              describe(whole.asked),
              Hex.of(region.va()),
              Hex.of(whole.va),
              before,
              describe(other.asked),
              possible
                  ? "align it to " + Sizes.binary(granule.bytes()) + ", or split shared pages"
                  : "one page has one memory type and one physical address"));
    }
    extents.remove(extents.size() - 1);
    long page = granule.bytes();
    if (other.va != whole.va) {
      extents.add(
          new Extent(other.name, other.va, whole.va - 1, other.pa, other.asked, other.bits));
    }
    PlanRegion.Attributes both =
        other.asked.withRights(other.asked.rights() | whole.asked.rights());
    String names = before + " and " + region.name();
    extents.add(checked(names, whole.va, whole.va + page - 1, whole.pa, both));
    if (whole.last != whole.va + page - 1) {
      extents.add(
          new Extent(
              whole.name, whole.va + page, whole.last, whole.pa + page, whole.asked, whole.bits));
    }
  }

  private Extent extent(String name, long first, long last, long offset, PlanRegion region) {
    return checked(name, first, last, first - offset, region.attributes());
  }

  private Extent checked(String name, long va, long last, long pa, PlanRegion.Attributes asked) {
    int rights = asked.rights();
    int executes = rights & (Rights.EL1_EXECUTE | Rights.EL0_EXECUTE);
    int writes = rights & (Rights.EL1_WRITE | Rights.EL0_WRITE);
    if (executes != 0 && writes != 0 && !plan.policy().writableAndExecutable()) {
      throw new PlanException(
          String.format(
              Locale.ROOT,
              "%s at %s would be writable and executable (%s), which the policy refuses",
              name,
              Hex.of(va),
              describe(asked)));
    }
    if (executes != 0 && asked.memory().type().isDevice()) {
      throw new PlanException(name + ": device memory is never executed (Arm ARM D8.4.1)");
    }
    return new Extent(name, va, last, pa, asked, leaves.of(asked, name));
  }

  private void checkGuards() {
    for (PlanGuard guard : plan.guards()) {
      Range range = guard.addresses();
      for (Extent extent : extents) {
        if (new Range(extent.va, extent.last + 1).intersection(range).isPresent()) {
          throw new PlanException(
              "the guard "
                  + guard.name()
                  + " at "
                  + Hex.of(range.start())
                  + " holds "
                  + extent.name
                  + ", which is mapped at "
                  + Hex.of(extent.va));
        }
      }
    }
  }

  private String describe(PlanRegion.Attributes asked) {
    return plan.space().kind().describe(asked.rights()) + ", " + asked.memory().label();
  }

  /** Side by side and alike is one extent. */
  private static List<Extent> joined(List<Extent> extents) {
    List<Extent> joined = new ArrayList<>();
    for (Extent extent : extents) {
      int end = joined.size() - 1;
      Extent other = end < 0 ? extent : joined.get(end);
      boolean alike =
          other.last + 1 == extent.va
              && other.distance() == extent.distance()
              && other.bits == extent.bits;
      if (end >= 0 && alike) {
        joined.set(
            end, new Extent(other.name, other.va, extent.last, other.pa, other.asked, other.bits));
      } else {
        joined.add(extent);
      }
    }
    return joined;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.earlymap.plan.Plan;
import org.earlymap.plan.PlanRegion;
import org.earlymap.plan.PlannedTables;
import org.earlymap.plan.RandomPlans;
import org.earlymap.plan.RegionMemory;

/** Jobs of a probe from seeds, their tables one after the other in its memory. */
final class PlanJobs {
  private static final long LARGEST_TABLES = 8 << 20;
  private static final long ROOM = 3 * LARGEST_TABLES;
  private static final int DEEP_BITS = 49;
  private static final long LARGEST_PAGE = 64 << 10;
  private static final long MOST_TABLES = 256 << 20;

  private final boolean fetches;
  private final int addresses;
  private final List<PlanProbe.Job> jobs = new ArrayList<>();
  private long at = PlanProbe.TABLES.start();

  /**
   * No jobs yet.
   *
   * @param addresses how many of them each job has
   */
  PlanJobs(boolean fetches, int addresses) {
    this.fetches = fetches;
    this.addresses = addresses;
  }

  List<PlanProbe.Job> jobs() {
    return jobs;
  }

  boolean hasRoom() {
    return at < PlanProbe.TABLES.end() - ROOM;
  }

  /** Tables of one stage, of every kind in turn. */
  void addOne(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<RegimeKind> kinds = List.of(RegimeKind.values());
    Plan made = new RandomPlans(seed).next(kinds.get((int) (seed % kinds.size())));
    Optional<Plan> plan = fetches ? ProbedPlans.fetching(made, random) : ProbedPlans.asking(made);
    if (plan.isEmpty()) {
      return;
    }
    PlannedTables tables = ProbedPlans.at(plan.get(), at).tables("t");
    if (PlanProbe.bytes(tables) > LARGEST_TABLES) {
      return;
    }
    at = tables.pa() + PlanProbe.bytes(tables);
    List<Long> asked = ProbedPlans.addresses(plan.get(), random, addresses);
    jobs.add(PlanProbe.Job.of(tables, fetches, asked));
  }

  /** Tables of EL1 whose own addresses, and all that they lead to, stage 2 translates. */
  void addBoth(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long deep = seed % 4;
    RegimeKind kind = random.nextBoolean() ? RegimeKind.STAGE2 : RegimeKind.STAGE2_FWB;
    Plan second = runnable(made(seed, kind, deep == 0), random);
    Plan first = leading(runnable(made(~seed, RegimeKind.EL1, deep <= 1), random), second, random);
    int bits = Math.min(first.space().paBits(), second.space().vaBits().orElseThrow());
    long ipa;
    Range room;
    do {
      ipa = random.nextLong((1L << bits) - MOST_TABLES) & -LARGEST_PAGE;
      room = new Range(ipa, ipa + MOST_TABLES);
    } while (room.intersection(PlanProbe.PROGRAM).isPresent());
    PlannedTables tables = ProbedPlans.at(first, ipa).tables("first");
    long pa = up(at);
    long size = up(PlanProbe.bytes(tables));
    List<PlanRegion> regions = new ArrayList<>(second.regions());
    Range held = new Range(ipa, ipa + size);
    regions.removeIf(region -> ProbedPlans.meets(region, held));
    regions.add(ofTables(ipa, pa, size, second.space().granule(), random));
    Plan holding = ProbedPlans.with(second, second.space(), regions);
    PlannedTables beneath = ProbedPlans.at(holding, pa + size).tables("second");
    if (Math.max(size, PlanProbe.bytes(beneath)) > LARGEST_TABLES) {
      return;
    }
    at = beneath.pa() + PlanProbe.bytes(beneath);
    List<Long> asked = ProbedPlans.addresses(first, random, addresses);
    jobs.add(new PlanProbe.Job(tables, pa, Optional.of(beneath), fetches, asked));
  }

  /** A plan, or the first one from a seed that takes as many levels as there can be. */
  private static Plan made(long seed, RegimeKind kind, boolean deep) {
    RandomPlans plans = new RandomPlans(seed);
    Plan plan = plans.next(kind);
    while (deep && plan.space().vaBits().orElseThrow() < DEEP_BITS) {
      plan = plans.next(kind);
    }
    return plan;
  }

  private Plan runnable(Plan plan, SplittableRandom random) {
    return ProbedPlans.fetching(plan, random).orElseThrow();
  }

  /** The plan with most of its regions at addresses that {@code second} translates. */
  private static Plan leading(Plan plan, Plan second, SplittableRandom random) {
    Granule granule = plan.space().granule();
    List<PlanRegion> regions = new ArrayList<>();
    for (PlanRegion region : plan.regions()) {
      PlanRegion to = second.regions().get(random.nextInt(second.regions().size()));
      long mask = granule.levelSize(2) - 1;
      long pa =
          random.nextBoolean()
              ? (to.va() & ~mask) | (region.va() & mask)
              : granule.pageDown(to.va() + random.nextLong(to.size()));
      boolean fits = (1L << plan.space().paBits()) - pa >= region.size();
      boolean kept = region.va() == PlanProbe.PROGRAM.start() || random.nextInt(6) == 0;
      regions.add(kept || !fits ? region : ProbedPlans.moved(region, pa));
    }
    return ProbedPlans.with(plan, plan.space(), regions);
  }

  /** What holds the tables of stage 1: now and then it may not be read, or a part is missing. */
  private PlanRegion ofTables(
      long ipa, long pa, long size, Granule granule, SplittableRandom random) {
    int rights = Rights.EL1_READ | Rights.EL0_READ;
    int write = Rights.EL1_WRITE | Rights.EL0_WRITE;
    long held = size;
    switch (fetches ? 9 : random.nextInt(10)) {
      case 0 -> rights = write;
      case 1 -> held = granule.pageDown(Math.max(size / 2, granule.bytes()));
      case 2, 3, 4 -> {}
      default -> rights |= write;
    }
    return new PlanRegion(
        "tables", ipa, pa, held, PlanRegion.Attributes.of(rights, RegionMemory.NORMAL), false);
  }

  private static long up(long value) {
    return value + LARGEST_PAGE - 1 & -LARGEST_PAGE;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.earlymap.arch.Granule;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.earlymap.plan.PlanPolicy.SharedPages;

/** Plans made from a seed: every granule, width and regime, and regions where blocks just fit. */
public final class RandomPlans {
  /** Where the tables of all of them go. */
  public static final long TABLES = 0x4800_0000L;

  private static final int MOST_REGIONS = 8;
  private static final int[] NARROW = {32, 36, 40, 42, 44, 48};
  private static final RegionMemory[] STAGE2 = {
    RegionMemory.NORMAL,
    RegionMemory.NON_CACHEABLE,
    RegionMemory.DEVICE_NGNRE,
    RegionMemory.DEVICE_NGNRNE,
    RegionMemory.DEVICE_GRE
  };

  private final SplittableRandom random;

  public RandomPlans(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** A plan of any kind. */
  public Plan next() {
    return next(pick(RegimeKind.values()));
  }

  /** A plan of {@code kind}. */
  public Plan next(RegimeKind kind) {
    Granule granule = pick(Granule.values());
    boolean wide = random.nextBoolean();
    int paBits = wide ? 52 : NARROW[random.nextInt(NARROW.length)];
    int most = wide ? 52 : 48;
    int greatest = kind.isStage2() ? Math.min(paBits, most) : most;
    int vaBits = 25 + random.nextInt(greatest - 25 + 1);
    if (kind.isStage2()) {
      vaBits = Math.max(vaBits, 32);
    }
    PlanSpace space =
        new PlanSpace(kind, granule, OptionalInt.of(vaBits), paBits, wide, random.nextInt(8) == 0);
    List<PlanRegion> regions = new ArrayList<>();
    fill(space, vaBits, 0, regions);
    if (kind == RegimeKind.EL1 && random.nextBoolean()) {
      fill(space, vaBits, -1L << vaBits, regions);
    }
    if (regions.isEmpty()) {
      long page = granule.bytes();
      regions.add(new PlanRegion("r0", page, page, page, attributes(space), false));
    }
    long largest = random.nextInt(3) == 0 ? granule.levelSize(2) : Long.MAX_VALUE;
    PlanPolicy policy =
        new PlanPolicy(
            largest, random.nextBoolean(), random.nextBoolean(), SharedPages.REFUSE, true);
    return new Plan(space, regions, List.of(), policy, Plan.TableMemory.at(TABLES));
  }

  private void fill(PlanSpace space, int vaBits, long start, List<PlanRegion> regions) {
    Granule granule = space.granule();
    long end = 1L << vaBits;
    long at = 0;
    int count = 1 + random.nextInt(MOST_REGIONS);
    for (int i = 0; i < count; i++) {
      long gap = random.nextInt(3) == 0 ? 0 : length(granule, end - at);
      long alignment = granule.levelSize(1 + random.nextInt(3));
      long va = at + gap;
      if (random.nextBoolean() && alignment < end && alignment > 0) {
        va = va + alignment - 1 & -alignment;
      }
      if (va < at || va >= end) {
        return;
      }
      long pa = granule.pageDown(random.nextLong() >>> (Long.SIZE - space.paBits()));
      boolean misplaced = random.nextInt(5) == 0;
      if (!misplaced) {
        long mask = granule.levelSize(1) - 1 & (1L << space.paBits()) - 1;
        pa = (pa & ~mask) | (va & mask);
      }
      long size = Math.min(length(granule, end - va), (1L << space.paBits()) - pa);
      size = misplaced ? Math.min(size, granule.bytes() * 700) : size;
      // With blocks of level 2 only, a terabyte would be many tables.
      size = Math.min(size, granule.levelSize(2) * 3000);
      regions.add(
          new PlanRegion("r" + regions.size(), start + va, pa, size, attributes(space), false));
      at = va + size;
    }
  }

  /** Whole pages, from one to whatever there is room for, each order of magnitude alike. */
  private long length(Granule granule, long room) {
    long most = room >>> granule.shift();
    if (most <= 1) {
      return granule.bytes();
    }
    int bits = random.nextInt(Long.SIZE - Long.numberOfLeadingZeros(most));
    long pages = (1L << bits) + (random.nextBoolean() ? 0 : random.nextLong(1L << bits));
    return Math.max(1, Math.min(pages, most)) << granule.shift();
  }

  private PlanRegion.Attributes attributes(PlanSpace space) {
    RegimeKind kind = space.kind();
    RegionMemory memory = kind.isStage2() ? pick(STAGE2) : pick(RegionMemory.values());
    PlanRegion.Attributes made =
        new PlanRegion.Attributes(
            0,
            memory,
            kind != RegimeKind.EL1 || random.nextBoolean(),
            !kind.isStage2() && random.nextInt(4) == 0,
            kind == RegimeKind.EL3 && random.nextInt(4) == 0);
    while (true) {
      int rights = random.nextInt(64);
      boolean executes = (rights & (Rights.EL1_EXECUTE | Rights.EL0_EXECUTE)) != 0;
      if (executes && memory.type().isDevice()) {
        continue;
      }
      if (isPossible(space, made.withRights(rights))) {
        return made.withRights(rights);
      }
    }
  }

  private static boolean isPossible(PlanSpace space, PlanRegion.Attributes attributes) {
    try {
      new LeafAttributes(space).of(attributes, "r");
      return true;
    } catch (PlanException e) {
      return false;
    }
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}

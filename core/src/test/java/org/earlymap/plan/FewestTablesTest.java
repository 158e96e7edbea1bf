// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.earlymap.arch.Granule;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.earlymap.arch.TranslationRegime;
import org.junit.jupiter.api.Test;

/**
 * A plan's tables are as few as can be: on small cases every set of places where a table could
 * stand is tried, and none that does the same is smaller.
 */
final class FewestTablesTest {
  private static final int CASES = Integer.getInteger("earlymap.cases", 400);
  private static final int MOST_PLACES = 14;

  /** A table that translates the addresses from {@code start} on, beneath the root. */
  private record Place(int level, long start) {}

  @Test
  void noSetOfTablesIsSmaller() {
    int tried = 0;
    int judged = 0;
    for (long seed = 0; judged < CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Plan plan = small(random);
      List<TranslationRegime> regimes = plan.space().regimes(plan.space().vaBits().orElseThrow());
      int fewest = Integer.MAX_VALUE;
      for (TranslationRegime regime : regimes) {
        List<Place> places = places(plan, regime);
        if (places.size() > MOST_PLACES) {
          fewest = 0;
          break;
        }
        long roots =
            (regime.rootBytes() + regime.granule().bytes() - 1) >> regime.granule().shift();
        for (int chosen = 0; chosen < 1 << places.size(); chosen++) {
          tried++;
          if (Integer.bitCount(chosen) + roots < fewest && does(plan, regime, places, chosen)) {
            fewest = Integer.bitCount(chosen) + (int) roots;
          }
        }
      }
      if (fewest > 0) {
        assertThat(plan.tables("t").pages()).as("seed " + seed).isEqualTo(fewest);
        judged++;
      }
    }
    System.out.println("FewestTablesTest: " + judged + " plans, " + tried + " sets of tables");
  }

  /** A few regions around the borders of blocks. */
  private static Plan small(SplittableRandom random) {
    Granule granule = Granule.ofBytes(4096L << (2 * random.nextInt(3)));
    RegimeKind kind = random.nextBoolean() ? RegimeKind.STAGE2 : RegimeKind.EL2;
    int vaBits = 36 + random.nextInt(13);
    PlanSpace space = new PlanSpace(kind, granule, OptionalInt.of(vaBits), 48, false, false);
    long block = granule.levelSize(2);
    List<PlanRegion> regions = new ArrayList<>();
    long at = random.nextLong(1L << (vaBits - 2)) & -block;
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      long va = at + (random.nextBoolean() ? 0 : random.nextInt(40) * granule.bytes());
      long size =
          random.nextBoolean()
              ? (1 + random.nextInt(3)) * block
              : (1 + random.nextInt(60)) * granule.bytes();
      long pa = random.nextInt(3) > 0 ? va : va + granule.bytes();
      int rights = Rights.EL1_READ | (random.nextBoolean() ? Rights.EL1_WRITE : 0);
      rights = kind.isStage2() ? rights | rights << 3 : rights;
      regions.add(
          new PlanRegion(
              "r" + i, va, pa, size, PlanRegion.Attributes.of(rights, RegionMemory.NORMAL), false));
      at = va + size + (random.nextBoolean() ? 0 : random.nextInt(3) * block);
    }
    PlanPolicy policy =
        new PlanPolicy(
            random.nextInt(4) == 0 ? granule.bytes() : Long.MAX_VALUE,
            true,
            random.nextBoolean(),
            PlanPolicy.SharedPages.REFUSE,
            false);
    return new Plan(space, regions, List.of(), policy, Plan.TableMemory.at(1L << 30));
  }

  /** Every place beneath the root where something is mapped: no other table can be of use. */
  private static List<Place> places(Plan plan, TranslationRegime regime) {
    List<Place> places = new ArrayList<>();
    for (int level = regime.rootLevel() + 1; level <= 3; level++) {
      long span = regime.granule().levelSize(level - 1);
      for (PlanRegion region : plan.regions()) {
        for (long at = region.va() & -span; at < region.va() + region.size(); at += span) {
          Place place = new Place(level, at);
          if (!places.contains(place)) {
            places.add(place);
          }
          if (places.size() > MOST_PLACES) {
            return places;
          }
        }
      }
    }
    return places;
  }

  /** Whether the tables that the bits of {@code chosen} stand for can map what the plan asks. */
  private static boolean does(Plan plan, TranslationRegime regime, List<Place> places, int chosen) {
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      boolean there = (chosen >>> i & 1) != 0;
      if (!hasTable(regime, places, chosen, place.level() - 1, place.start())) {
        if (there) {
          return false;
        }
        continue;
      }
      // The table above is there: without one of its own the place is one entry of it.
      if (!there && !isOneEntry(plan, regime, place.level() - 1, place.start())) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasTable(
      TranslationRegime regime, List<Place> places, int chosen, int level, long at) {
    if (level == regime.rootLevel()) {
      return true;
    }
    long start = at & -regime.granule().levelSize(level - 1);
    int index = places.indexOf(new Place(level, start));
    return index >= 0 && (chosen >>> index & 1) != 0;
  }

  /** Whether one entry at {@code level} can map all that is asked in its addresses. */
  private static boolean isOneEntry(Plan plan, TranslationRegime regime, int level, long start) {
    long size = regime.granule().levelSize(level);
    if (!regime.allowsBlock(level) || size > plan.policy().largestBlock()) {
      return false;
    }
    long at = start;
    long distance = 0;
    int rights = 0;
    int regions = 0;
    for (PlanRegion region : plan.regions()) {
      if (region.va() + region.size() <= start || region.va() >= start + size) {
        continue;
      }
      long own = region.pa() - region.va();
      boolean alike =
          regions == 0
              || (plan.policy().acrossRegions()
                  && own == distance
                  && region.attributes().rights() == rights);
      if (region.va() > at || !alike) {
        return false;
      }
      distance = own;
      rights = region.attributes().rights();
      at = region.va() + region.size();
      regions++;
    }
    return at >= start + size && (start + distance & size - 1) == 0;
  }
}

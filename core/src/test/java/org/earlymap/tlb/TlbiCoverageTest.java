// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the CPU makes of the operands, against what was asked: every length from 1 to 4096 pages,
 * every granule, every position of the start within 64 KiB, with and without range operations and
 * LPA2, in both halves of the address space and in stage 2.
 */
final class TlbiCoverageTest {
  private static final long UPPER = 0xffff_1234_5678_0000L;
  private static final long UPPER_52 = 0xfff0_1234_5678_0000L;
  private static final long LOWER = 0x0000_1234_5678_0000L;
  private static final int MOST_PAGES = 4096;
  private static final TlbiInstruction VA = TlbiInstruction.VAE1IS;
  private static final TlbiInstruction IPA = TlbiInstruction.IPAS2E1IS;

  @ParameterizedTest
  @EnumSource(Granule.class)
  void descendingCoversTheRangeAndNothingElse(Granule granule) {
    TlbiPlanner planner = new TlbiPlanner(FlushAlgorithm.DESCENDING);
    for (boolean lpa2 : lpa2Of(granule)) {
      for (long start = 0; start < 0x10000; start += granule.bytes()) {
        for (int pages = 1; pages <= MOST_PAGES; pages++) {
          TlbiCpu cpu = new TlbiCpu(true, true, lpa2);
          exact(planner, VA, cpu, granule, upper(granule, lpa2) + start, pages);
          exact(planner, VA, cpu, granule, LOWER + start, pages);
          exact(planner, IPA, cpu, granule, LOWER + start, pages);
        }
      }
    }
  }

  /** One by one, the position of the start changes nothing but the first address. */
  @ParameterizedTest
  @EnumSource(Granule.class)
  void oneByOneCoversTheRangeAndNothingElse(Granule granule) {
    for (FlushAlgorithm algorithm : FlushAlgorithm.values()) {
      for (int pages = 1; pages <= MOST_PAGES; pages++) {
        TlbiCpu cpu = new TlbiCpu(false, true, false);
        exact(new TlbiPlanner(algorithm), VA, cpu, granule, UPPER + granule.bytes(), pages);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Granule.class)
  void ascendingCoversTheRangeAndNothingElseWithoutLpa2(Granule granule) {
    TlbiPlanner planner = new TlbiPlanner(FlushAlgorithm.ASCENDING);
    for (long start = 0; start < 0x10000; start += granule.bytes()) {
      for (int pages = 1; pages <= MOST_PAGES; pages++) {
        exact(planner, VA, new TlbiCpu(true, true, false), granule, UPPER + start, pages);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Granule.class)
  void everyLengthNearAPowerOfTwoUpToTheLimit(Granule granule) {
    TlbiPlanner planner = new TlbiPlanner(FlushAlgorithm.DESCENDING);
    for (boolean lpa2 : lpa2Of(granule)) {
      for (int bit = 12; bit <= 21; bit++) {
        for (long pages = (1L << bit) - 66; pages <= (1L << bit) + 66; pages++) {
          TlbiCpu cpu = new TlbiCpu(true, true, lpa2);
          exact(planner, VA, cpu, granule, upper(granule, lpa2), pages);
          exact(planner, VA, cpu, granule, upper(granule, lpa2) + granule.bytes(), pages);
        }
      }
    }
  }

  @Test
  void rangeOperationsAreAsFewAsTheAlgorithmDefines() {
    TlbiPlanner planner = new TlbiPlanner(FlushAlgorithm.DESCENDING);
    for (long pages = 1; pages <= MOST_PAGES; pages++) {
      TlbiPlan plan =
          planner.split(request(VA, new TlbiCpu(true, true, false), Granule.SIZE_4K, UPPER, pages));
      long even = pages & ~1L;
      int scales = 0;
      for (int scale = 3; scale >= 0; scale--) {
        long unit = RangeOperand.pages(0, scale);
        if (even / unit > 0) {
          scales++;
          even %= unit;
        }
      }
      assertThat(plan.rangeOperations()).as("%d pages", pages).isEqualTo(scales);
      assertThat(plan.operations()).as("%d pages", pages).hasSize(scales + (int) (pages & 1));
    }
  }

  /** The point of the rework in 6.8: before it, the base is in pages, and the CPU reads 64K. */
  @Test
  void ascendingMissesTheRangeUnderLpa2() {
    TlbiPlan plan =
        new TlbiPlanner(FlushAlgorithm.ASCENDING)
            .split(request(VA, new TlbiCpu(true, true, true), Granule.SIZE_4K, UPPER, 64));

    Range covered = plan.operations().get(0).covers(Granule.SIZE_4K, 4096, true);

    assertThat(covered.contains(UPPER)).isFalse();
  }

  private static void exact(
      TlbiPlanner planner,
      TlbiInstruction instruction,
      TlbiCpu cpu,
      Granule granule,
      long start,
      long pages) {
    TlbiRequest request = request(instruction, cpu, granule, start, pages);
    long at = start;
    long end = start + (pages << granule.shift());
    boolean inOrder = true;
    for (TlbiOperation operation : planner.split(request).operations()) {
      Range covered = operation.covers(granule, granule.bytes(), cpu.lpa2());
      inOrder &= covered.start() == at;
      inOrder &= Long.compareUnsigned(covered.end(), covered.start()) > 0;
      at = covered.end();
    }
    if (!inOrder || at != end) {
      throw new AssertionError(request + " is not covered: " + planner.split(request));
    }
  }

  private static TlbiRequest request(
      TlbiInstruction instruction, TlbiCpu cpu, Granule granule, long start, long pages) {
    FlushRange range = new FlushRange(granule, start, pages, granule.bytes());
    return new TlbiRequest(instruction, range, 0, OptionalInt.of(3), cpu);
  }

  /** 52-bit addresses need LPA2 or 64K pages; the base has no room for them otherwise. */
  private static long upper(Granule granule, boolean lpa2) {
    return lpa2 || granule == Granule.SIZE_64K ? UPPER_52 : UPPER;
  }

  private static boolean[] lpa2Of(Granule granule) {
    return granule == Granule.SIZE_64K ? new boolean[] {false} : new boolean[] {false, true};
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeSetTest {
  private static final int PAGES = 256;

  /** An end of zero is the top of the address space, here and in {@link Range}. */
  @Test
  void whatLiesWithinARangeThatEndsAtTheTop() {
    RangeSet set = new RangeSet();
    set.add(new Range(0x1000, 0x5000));
    set.add(new Range(0xffff_ffff_f000_0000L, 0));
    assertThat(set.within(new Range(0x3000, 0)))
        .isEqualTo(List.of(new Range(0x3000, 0x5000), new Range(0xffff_ffff_f000_0000L, 0)));
    assertThat(set.within(new Range(0x2000, 0x3000))).isEqualTo(List.of(new Range(0x2000, 0x3000)));
    assertThat(set.within(new Range(0x5000, 0x6000))).isEmpty();
    assertThat(set.within(new Range(0x3000, 0x3000))).isEmpty();
    set.remove(new Range(0x3000, 0));
    assertThat(set.ranges()).isEqualTo(List.of(new Range(0x1000, 0x3000)));
  }

  /** Against one bit for each of the last 256 pages of the address space. */
  @Test
  void setsAreThoseOfTheirPages() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      RangeSet set = new RangeSet();
      BitSet pages = new BitSet(PAGES);
      for (int i = 0; i < 12; i++) {
        int from = random.nextInt(PAGES);
        int to = from + random.nextInt(PAGES - from + 1);
        Range range = new Range(at(from), at(to));
        if (from == to) {
          range = new Range(at(from), at(from));
        }
        if (random.nextBoolean()) {
          set.add(range);
          pages.set(from, to);
        } else {
          set.remove(range);
          pages.clear(from, to);
        }
      }
      List<Range> expected = new ArrayList<>();
      for (int from = pages.nextSetBit(0); from >= 0; ) {
        int to = pages.nextClearBit(from);
        expected.add(new Range(at(from), at(to)));
        from = pages.nextSetBit(to);
      }
      assertThat(set.ranges()).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static long at(int page) {
    return (long) (page - PAGES) << 12;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RangeSetTest {
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
}

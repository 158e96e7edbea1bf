// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.earlymap.Range;
import org.junit.jupiter.api.Test;

class BoardMemoryTest {
  /** Device trees may name memory twice, and a kernel's image may lie across both. */
  @Test
  void banksThatTouchOrOverlapAreOne() {
    BoardMemory memory =
        BoardMemory.of(
            List.of(
                new Range(0x8000_0000L, 0x9000_0000L),
                new Range(0x4880_0000L, 0x5560_0000L),
                new Range(0x43de_4000L, 0x48ec_c000L),
                new Range(0x9000_0000L, 0x9000_1000L),
                new Range(0x4900_0000L, 0x4900_1000L),
                new Range(0xffff_ffff_f000_0000L, 0xffff_ffff_f000_1000L),
                new Range(0xa000_0000L, 0xa000_0000L)),
            1 << 20);
    assertThat(memory.banks())
        .containsExactly(
            new Range(0x43de_4000L, 0x5560_0000L),
            new Range(0x8000_0000L, 0x9000_1000L),
            new Range(0xffff_ffff_f000_0000L, 0xffff_ffff_f000_1000L));
    assertThat(memory.contains(0x4881_0000L, 0x29bc_fc0)).isTrue();
    assertThat(memory.contains(0x8fff_fff8L, 16)).isTrue();
    assertThat(memory.contains(0x9000_0ff8L, 16)).isFalse();
  }
}

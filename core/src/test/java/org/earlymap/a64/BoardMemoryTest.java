// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.memory.PhysicalMemory;
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

  /** Pieces across chunks, of which one was never written. */
  @Test
  void whatIsAddedToOtherMemoryIsNotCopied() {
    Range bank = new Range(0x4000_0000L, 0x4010_0000L);
    BoardMemory memory = BoardMemory.of(List.of(bank), 1 << 20);
    memory.writeLong(0x4000_f008L, 1);
    memory.writeLong(0x4002_0ff8L, 2);
    PhysicalMemory tables = PhysicalMemory.littleEndian();
    memory.addTo(tables, 0x4000_f000L, 0x1_2000);
    assertThat(tables.readLong(0x4000_f008L)).isEqualTo(1);
    assertThat(tables.readLong(0x4001_8000L)).isZero();
    assertThat(tables.readLong(0x4002_0ff8L)).isEqualTo(2);
    assertThat(tables.contains(0x4002_1000L, 8)).isFalse();
    memory.writeLong(0x4000_f010L, 3);
    assertThat(tables.readLong(0x4000_f010L)).isEqualTo(3);
    assertThatThrownBy(() -> tables.writeLong(0x4000_f010L, 4))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThatThrownBy(() -> memory.addTo(tables, bank.end() - 8, 16))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.memblock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.earlymap.Range;
import org.earlymap.config.KernelConfig;
import org.earlymap.machine.Reservation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReservedMemoryTest {
  private static final KernelConfig CONFIG =
      KernelConfig.of(
          Map.of(
              "ARM64_4K_PAGES", "y",
              "ARM64_VA_BITS", "48",
              "ARM64_PA_BITS", "48",
              "CMA", "y",
              "DMA_CMA", "y"));
  private static final long START = 0x4000_0000L;
  private static final long END = 0x5000_0000L;

  private final Memblock memblock = new Memblock();
  private final ReservedMemory reserved = new ReservedMemory(memblock, CONFIG);

  @BeforeEach
  void addMemory() {
    memblock.add(new Range(START, END));
  }

  @Test
  void theHighestPlaceIsTaken() {
    memblock.reserve(new Range(END - 0x1000, END));
    reserved.reserve(bySize(0x5000, 0, List.of(), false));
    reserved.reserve(bySize(0x5000, 0x1_0000, List.of(), false));
    assertThat(memblock.reserved())
        .containsExactly(new Range(END - 0x1_0000, END - 0xb000), new Range(END - 0x6000, END));
  }

  @Test
  void aPoolForTheContiguousAllocatorIsAlignedToItsBlocks() {
    memblock.reserve(new Range(END - 0x1000, END));
    reserved.reserve(bySize(0x40_0000, 0, List.of(), true));
    assertThat(memblock.reserved().get(0)).isEqualTo(new Range(END - 0x80_0000, END - 0x40_0000));
  }

  @Test
  void aPoolThatIsNotWholeBlocksIsGivenBack() {
    reserved.reserve(bySize(0x40_1000, 0, List.of(), true));
    assertThat(memblock.reserved()).isEmpty();
  }

  @Test
  void rangesAreTriedInTurn() {
    List<Range> ranges =
        List.of(new Range(0x1000, 0x10_0000), new Range(START + 0x1000, START + 0x9000));
    reserved.reserve(bySize(0x4000, 0, ranges, false));
    reserved.reserve(bySize(0x8000, 0, ranges, false));
    assertThat(memblock.reserved()).containsExactly(new Range(START + 0x5000, START + 0x9000));
  }

  @Test
  void aRangeThatStartsAtAnEarlierFindIsFilledFromBelow() {
    List<Range> first = List.of(new Range(START, START + 0x4000));
    List<Range> second = List.of(new Range(START + 0x4000, START + 0x10_0000));
    reserved.reserve(bySize(0x4000, 0, first, false));
    reserved.reserve(bySize(0x3000, 0, second, false));
    assertThat(memblock.reserved()).containsExactly(new Range(START, START + 0x7000));
  }

  @Test
  void memoryThatIsFoundCanBeKeptFromTheMap() {
    reserved.reserve(new Reservation.BySize(0x2000, 0, List.of(), false, true));
    assertThat(memblock.toMap()).containsExactly(new Range(START, END - 0x2000));
    reserved.reserve(new Reservation.BySize(0x2000, 0, List.of(), true, true));
    assertThat(memblock.toMap()).containsExactly(new Range(START, END - 0x2000));
    assertThat(memblock.reserved()).containsExactly(new Range(END - 0x4000, END));
  }

  private static Reservation bySize(
      long size, long alignment, List<Range> ranges, boolean reusable) {
    return new Reservation.BySize(size, alignment, ranges, reusable, false);
  }
}

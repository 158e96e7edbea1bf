// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.testing.FdtWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BoardDescriptionTest {
  @Test
  void memoryIsSortedAndEmptyOrOtherNodesArePassedOver() {
    BoardDescription board =
        describe(
            FdtWriter.withRoot()
                .memory(0x8_8000_0000L, 0x8000_0000L, 0x1000, 0)
                .memory(0x4000_0000L, 0x2000_0000L)
                .memory(0xffff_ffff_f000_0000L, 0x1000_0000L)
                .begin("memory@1")
                .text("device_type", "memory")
                .text("status", "disabled")
                .longs("reg", 1, 1)
                .end()
                .begin("memory@2")
                .longs("reg", 2, 2)
                .end()
                .begin("memory@3")
                .text("device_type", "memory")
                .longs("reg", 0x10_0000, 0x10_0000)
                .longs("linux,usable-memory", 0x20_0000, 0x10_0000)
                .end());

    assertThat(board.banks())
        .containsExactly(
            new Range(0x20_0000, 0x30_0000),
            new Range(0x4000_0000L, 0x6000_0000L),
            new Range(0x8_8000_0000L, 0x9_0000_0000L),
            new Range(0xffff_ffff_f000_0000L, 0));
    assertThat(board.remarks()).containsExactly("/memory@1 is not available");
  }

  @Test
  void oneCellIsTheDefault() {
    FdtWriter writer = new FdtWriter().begin("").begin("memory");
    writer.text("device_type", "memory").cells("reg", 0x8000_0000, 0x1000_0000).end();
    assertThat(describe(writer).banks()).containsExactly(new Range(0x8000_0000L, 0x9000_0000L));
  }

  @Test
  void reservationsComeInTheKernelsOrder() {
    BoardDescription board =
        describe(
            FdtWriter.withRoot()
                .reserve(0x4700_0000, 0x1000)
                .begin("reserved-memory")
                .cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .property("ranges", new byte[0])
                .begin("secure@48000000")
                .longs("reg", 0x4800_0000, 0x10_0000, 0x4900_0000, 0x10_0000)
                .property("no-map", new byte[0])
                .end()
                .begin("pool")
                .longs("size", 0x40_0000)
                .longs("alignment", 0x20_0000)
                .end()
                .begin("odd")
                .cells("reg", 1, 2, 3)
                .end()
                .begin("half")
                .longs("size", 0x1000)
                .cells("alignment", 0x1000)
                .end()
                .begin("linux,cma")
                .property("compatible", "vendor,x\0shared-dma-pool\0".getBytes(UTF_8))
                .property("reusable", new byte[0])
                .property("no-map", new byte[0])
                .longs("size", 0x100_0000)
                .longs("alloc-ranges", 0x1000, 0x2000)
                .end()
                .end());

    assertThat(board.reservations())
        .containsExactly(
            new FdtReservation("secure@48000000", new Range(0x4800_0000, 0x4810_0000), true),
            new FdtReservation("secure@48000000", new Range(0x4900_0000, 0x4910_0000), true));
    assertThat(board.memreserve()).containsExactly(new Range(0x4700_0000, 0x4700_1000));
    assertThat(board.dynamicReservations())
        .containsExactly(
            new FdtDynamicReservation("pool", 0x40_0000, 0x20_0000, List.of(), false, false),
            new FdtDynamicReservation(
                "linux,cma", 0x100_0000, 0, List.of(new Range(0x1000, 0x3000)), true, true));
    assertThat(board.remarks()).hasSize(2);
    assertThat(board.remarks().get(0)).contains("/odd is passed over");
    assertThat(board.remarks().get(1)).contains("/half is passed over");
  }

  @Test
  void theConsoleIsFoundThroughAliasesAndBuses() {
    FdtWriter tree = FdtWriter.withRoot();
    tree.begin("aliases").text("serial0", "/soc/bus@1000/uart@20").end();
    tree.begin("chosen").text("stdout-path", "serial0:115200n8").end();
    tree.begin("soc").cells("#address-cells", 1).cells("#size-cells", 1);
    tree.cells("ranges", 0, 0, 0x4000_0000, 0x800, 0x1000, 1, 0x1000, 0x1000);
    tree.begin("bus@1000").cells("#address-cells", 1).cells("#size-cells", 1);
    tree.cells("ranges", 0, 0x1000, 0x100);
    tree.begin("uart@20").cells("reg", 0x20, 0x10).cells("reg-offset", 4).end();
    assertThat(describe(tree.end().end()).stdout()).hasValue(0x1_0000_1024L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/none", "serial9", "/plain", "/wide/uart", "/closed/uart"})
  void aConsoleWithoutAnAddressIsNone(String path) {
    FdtWriter tree = FdtWriter.withRoot();
    tree.begin("chosen").text("stdout-path", path).end();
    tree.begin("plain").cells("reg", 1).end();
    tree.begin("wide").cells("#address-cells", 3).cells("#size-cells", 2);
    tree.property("ranges", new byte[0]);
    tree.begin("uart").cells("reg", 1, 2, 3, 4, 5).end().end();
    tree.begin("closed").begin("uart").cells("reg", 0x1000, 0x100).end().end();
    assertThat(describe(tree).stdout()).isEmpty();
  }

  @Test
  void reservedMemoryWithOtherCellsIsPassedOver() {
    BoardDescription board =
        describe(
            FdtWriter.withRoot()
                .begin("reserved-memory")
                .cells("#address-cells", 1)
                .cells("#size-cells", 1)
                .property("ranges", new byte[0])
                .begin("x")
                .cells("reg", 1, 2)
                .end()
                .end());
    assertThat(board.reservations()).isEmpty();
    assertThat(board.remarks()).hasSize(1);
  }

  @Test
  void chosenIsReadAsTheKernelReadsIt() {
    BoardDescription board =
        describe(
            FdtWriter.withRoot()
                .room(100)
                .begin("chosen")
                .text("bootargs", "nokaslr rw\0hidden")
                .longs("kaslr-seed", 0x8877_6655_4433_2211L)
                .cells("linux,initrd-start", 0x4800_0000)
                .longs("linux,initrd-end", 0x4900_0000)
                .longs("linux,usable-memory-range", 0x5000_0000, 0x1000_0000)
                .end());
    assertThat(board.bootArgs()).isEqualTo("nokaslr rw");
    assertThat(board.kaslrSeed()).isEqualTo(OptionalLong.of(0x8877_6655_4433_2211L));
    assertThat(board.initrd()).contains(new Range(0x4800_0000, 0x4900_0000));
    assertThat(board.usableRange()).contains(new Range(0x5000_0000, 0x6000_0000));
    assertThat(board.elfCoreHeader()).isEmpty();
  }

  @Test
  void aKernelForCrashesKeepsToItsRange() {
    BoardDescription board =
        describe(
            FdtWriter.withRoot()
                .memory(0x4000_0000L, 0x1000_0000L, 0x8000_0000L, 0x1000_0000L)
                .memory(0x10_0000_0000L, 0x1000_0000L)
                .begin("chosen")
                .longs(
                    "linux,usable-memory-range",
                    0x8800_0000L,
                    0x1000_0000L,
                    0x4100_0000L,
                    0x10_0000L)
                .longs("linux,elfcorehdr", 0x8900_0000L, 0x1000)
                .end());
    assertThat(board.banks())
        .containsExactly(
            new Range(0x4100_0000L, 0x4110_0000L), new Range(0x8800_0000L, 0x9000_0000L));
    assertThat(board.reservations())
        .containsExactly(
            new FdtReservation("linux,elfcorehdr", new Range(0x8900_0000L, 0x8900_1000L), false));
  }

  @Test
  void aSeedOfAnotherLengthIsNone() {
    BoardDescription board =
        describe(FdtWriter.withRoot().begin("chosen").cells("kaslr-seed", 1).end());
    assertThat(board.kaslrSeed()).isEmpty();
    assertThat(board.remarks()).hasSize(1).first().asString().contains("4 bytes");
  }

  @Test
  void impossibleCellsAndWrappingMemoryAreRefused() {
    assertThatThrownBy(() -> describe(new FdtWriter().begin("").cells("#address-cells", 3)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("#address-cells")
        .hasMessageContaining("found 3, expected 1 or 2");
    assertThatThrownBy(() -> describe(FdtWriter.withRoot().memory(-0x1000, 0x2000)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("wrap around");
  }

  private static BoardDescription describe(FdtWriter writer) {
    return BoardDescription.of(FlattenedDeviceTree.read(Bytes.of("test.dtb", writer.build())));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.earlymap.Range;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MachineTest {
  private static final long MIB = 1L << 20;
  private static final CpuModel CPU = CpuModel.named("cortex-a76");

  @Test
  void virtLoadsAsQemuLoaded() throws Exception {
    // A captured boot of QEMU's virt board, which QEMU itself placed.
    Machine captured = TruthMachine.of(TruthFile.named("4k-48--max-base"));
    Machine machine = Machine.virt(CPU).withBanks(captured.banks());
    assertThat(machine.loadAddress()).isEqualTo(captured.loadAddress());
    assertThat(machine.fdtAddress()).isEqualTo(captured.fdtAddress());
    assertThat(machine.fdtSize()).isEqualTo(captured.fdtSize());
  }

  /** arm_setup_direct_kernel_boot: half way up, 128 MiB at most, then up to 2 MiB. */
  @ParameterizedTest
  @CsvSource({"1024,128", "256,128", "250,126", "101,52", "64,32"})
  void deviceTreeIsRoundedUp(long memoryMib, long distanceMib) {
    Machine machine = Machine.virt(CPU).withMemory(0x4000_0000L, memoryMib * MIB);
    assertThat(machine.fdtAddress()).isEqualTo(0x4000_0000L + distanceMib * MIB);
  }

  @Test
  void whatNobodyPlacedMovesWithTheMemory() {
    Machine moved = Machine.virt(CPU).withMemory(0x8010_0000L, 1L << 32);
    assertThat(moved.loadAddress()).isEqualTo(0x8040_0000L);
    assertThat(moved.fdtAddress()).isEqualTo(0x8820_0000L);

    Machine placed =
        Machine.builder(CPU)
            .loadAddress(0x4100_0000L)
            .fdtAddress(0x4300_0000L)
            .banks(moved.banks())
            .build();
    assertThat(placed.withMemory(0x4000_0000L, 1L << 32).loadAddress()).isEqualTo(0x4100_0000L);
    assertThat(placed.withMemory(0x4000_0000L, 1L << 32).fdtAddress()).isEqualTo(0x4300_0000L);
  }

  @Test
  void deviceTreeMakesWayForTheImage() {
    Machine virt = Machine.virt(CPU);
    assertThat(virt.loadedWith(symbols(64 * MIB))).isEqualTo(virt);
    // As QEMU's MAX(initrd_start, image_high_addr): behind the image, which ends at 202 MiB.
    Machine loaded = virt.loadedWith(symbols(200 * MIB));
    assertThat(loaded.fdtAddress()).isEqualTo(0x4000_0000L + 202 * MIB);
    assertThat(loaded.placement().fdtAssumed()).isTrue();

    Machine placed = virt.toBuilder().fdtAddress(0x4800_0000L).build();
    assertThat(placed.loadedWith(symbols(200 * MIB))).isEqualTo(placed);
  }

  @Test
  void reservationsAreInTheKernelsOrder() throws Exception {
    Machine machine = Machine.of(CPU, Path.of("../samples/boards/banks.dtb"));
    assertThat(machine.banks()).hasSize(4);
    assertThat(machine.bootArgs()).isEqualTo("console=ttyAMA0 arm64.nomte");
    assertThat(machine.initrd()).contains(new Range(0x4600_0000L, 0x4612_3456L));
    assertThat(machine.fdtAddress()).isEqualTo(0x4200_0000L);
    assertThat(machine.reservations())
        .containsExactly(
            new Reservation.Fixed(new Range(0x4a00_0000L, 0x4a30_0000L), true),
            new Reservation.Fixed(new Range(0x4fe0_0000L, 0x4fe4_0000L), false),
            new Reservation.BySize(0x100_0000L, 0x20_0000L, List.of(), true, false),
            new Reservation.Fixed(new Range(0x4f80_0000L, 0x4f92_3000L), false));
  }

  @Test
  void whatCannotBeBuilt() {
    assertThatThrownBy(() -> Machine.builder(CPU).build()).isInstanceOf(NoMemoryException.class);
    assertThatThrownBy(() -> Machine.virt(CPU).toBuilder().bootEl(3).build())
        .isInstanceOf(EntryLevelException.class)
        .hasMessageContaining("3");
  }

  private static KernelSymbols symbols(long size) {
    long text = 0xffff_8000_8000_0000L;
    return KernelSymbols.of(Map.of("_text", text, "_end", text + size), "a test");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.feature.CpuFeatures;
import org.earlymap.cpu.override.FeatureOverrides;
import org.earlymap.format.fdt.BoardDescription;
import org.earlymap.format.fdt.FlattenedDeviceTree;
import org.junit.jupiter.api.Test;

/** The boards and CPUs are what their notes say. */
final class InputSamplesTest {
  @Test
  void virt() throws IOException {
    BoardDescription board = board("virt-256m");
    assertThat(board.banks()).containsExactly(new Range(0x4000_0000L, 0x5000_0000L));
    assertThat(board.bootArgs()).isEqualTo("console=ttyAMA0");
    assertThat(board.kaslrSeed()).isEqualTo(OptionalLong.of(0x1234_5678_9abc_def0L));
    assertThat(board.reservations()).isEmpty();
    assertThat(board.remarks()).isEmpty();
  }

  @Test
  void banks() throws IOException {
    BoardDescription board = board("banks");
    assertThat(board.banks())
        .containsExactly(
            new Range(0x4000_0000L, 0x43f0_0000L),
            new Range(0x4430_0000L, 0x4ff0_0000L),
            new Range(0x8_8000_0000L, 0x9_0000_0000L),
            new Range(0x100_0000_0000L, 0x101_0000_0000L));
    assertThat(board.reservations()).hasSize(2);
    assertThat(board.reservations().get(0).noMap()).isTrue();
    assertThat(board.memreserve()).containsExactly(new Range(0x4f80_0000L, 0x4f92_3000L));
    assertThat(board.dynamicReservations()).hasSize(1);
    assertThat(board.initrd()).contains(new Range(0x4600_0000L, 0x4612_3456L));
    assertThat(board.kaslrSeed()).isEmpty();
  }

  @Test
  void cpus() throws IOException {
    CpuFeatures madeUp = features("cpus/made-up-lva.json");
    CpuFeatures shipped = features("cortex-a76");
    assertThat(madeUp.hasLva()).isTrue();
    assertThat(madeUp.hasE0pd()).isTrue();
    assertThat(madeUp.paBits()).isEqualTo(52);
    assertThat(shipped.hasLva() || shipped.hasE0pd()).isFalse();
    assertThat(features("cpus/minimal.json").paBits()).isEqualTo(48);
  }

  private static CpuFeatures features(String cpu) throws IOException {
    return CpuFeatures.of(
        CpuModel.find(cpu).registers(), FeatureOverrides.none(), Granule.SIZE_64K);
  }

  private static BoardDescription board(String name) throws IOException {
    return BoardDescription.of(FlattenedDeviceTree.read(Path.of("boards", name + ".dtb")));
  }
}

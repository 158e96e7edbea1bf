// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earlymap.arch.VaHalf;
import org.earlymap.format.Bytes;
import org.earlymap.format.core.CoreDump;
import org.earlymap.format.registers.RegisterText;
import org.earlymap.format.registers.RegisterValues;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.testing.RealCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel found in the memory of a real machine, whose registers a debugger has printed. */
class RunningKernelTest {
  @TempDir Path folder;

  @Test
  void theRootIsTheOneThatTheCpuHad() throws IOException {
    PhysicalMemory memory = memory();
    RunningKernel kernel = RunningKernel.find(memory).orElseThrow();
    RegisterValues registers = RegisterText.read(Bytes.map(RealCore.REGISTERS));
    assertThat(kernel.registers().rootAddress(VaHalf.UPPER))
        .isEqualTo(registers.ttbr1().orElseThrow().value());
    assertThat(kernel.registers().regime(VaHalf.UPPER))
        .isEqualTo(registers.tcr().orElseThrow().regime(VaHalf.UPPER));
    assertThat(kernel.maps()).isTrue();
    assertThat(kernel.release()).contains("6.12.117-sample");
    assertThat(kernel.kimageVoffset()).isEqualTo(0xffff_8000_8000_0000L - 0x4020_0000L);
    assertThat(kernel.region(0xffff_0000_4020_0000L)).contains("the linear map");
    assertThat(kernel.region(0xffff_8000_8000_0000L)).isEmpty();
    assertThat(kernel.region(0x4020_0000L)).isEmpty();
    assertThat(kernel.evidence().get(0).toString()).contains("0x0000000040200000");
  }

  /** The same tables without the header that tells where the kernel is. */
  @Test
  void nothingIsFoundWhereNothingTells() throws IOException {
    PhysicalMemory memory = memory();
    memory.clear(0x4020_0000L, 64);
    assertThat(RunningKernel.find(memory)).isEmpty();
    assertThat(RunningKernel.find(PhysicalMemory.littleEndian())).isEmpty();
  }

  /** An Image that lies in memory, and that no tables map, is a file and not what runs. */
  @Test
  void aHeaderWithoutTablesIsNoKernel() throws IOException {
    PhysicalMemory image = PhysicalMemory.littleEndian();
    image.add(0x8000_0000L, memory().view(0x4020_0000L, 0x2_0000));
    assertThat(RunningKernel.find(image)).isEmpty();
  }

  private PhysicalMemory memory() throws IOException {
    Path file = Files.write(folder.resolve("core"), RealCore.flattened());
    return CoreDump.open(file).orElseThrow().memory();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.earlymap.InputException;
import org.earlymap.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of Debian's 6.1 and 6.12, which edk2 has started in an emulator. */
class RunningSystemTest {
  private static final String IOMEM =
      """
      04000000-07ffffff : reserved
      40000000-7c43ffff : System RAM
        4e2c0000-4f90ffff : Kernel code
        4f910000-4ff5ffff : reserved
        7c120000-7c120fff : reserved
        7c42f000-7c42ffff : reserved
        7c430000-7c43ffff : reserved
      7c440000-7c72ffff : reserved
      """;

  @TempDir Path folder;

  @Test
  void filesSayWhatTheyKnowAndWhichSaidIt() throws Exception {
    Files.writeString(folder.resolve("iomem"), IOMEM);
    Files.writeString(folder.resolve("kallsyms"), "ffffb222568c0000 T _stext\n");
    Files.writeString(folder.resolve("midr_el1"), "0x00000000410fd083\n");
    RunningSystem system = RunningSystem.read(folder);
    assertThat(system.midr()).hasValue(0x410f_d083L);
    assertThat(system.textVa()).hasValue(0xffff_b222_568b_0000L);
    assertThat(system.loadAddress()).hasValue(0x4e2b_0000L);
    assertThat(system.fdtAddress(461)).hasValue(0x7c12_0000L);
    assertThat(system.memoryMap().orElseThrow().memory())
        .containsExactly(
            new Range(0x400_0000L, 0x800_0000L), new Range(0x4000_0000L, 0x7c73_0000L));
    assertThat(system.conclusions())
        .contains("MIDR_EL1: 0x00000000410fd083 (from midr_el1)")
        .contains("memory (from iomem, System RAM and reserved)");
  }

  @Test
  void aLogAloneIsEnoughForAFirstAnswer() throws Exception {
    Files.writeString(
        folder.resolve("dmesg"),
        """
        [    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd083]
        [    0.000000] Early memory node ranges
        [    0.000000]   node   0: [mem 0x0000000040000000-0x000000007c43ffff]
        [    0.000000] Kernel command line: console=ttyAMA0 quiet
        [    0.034112] CPU: All CPU(s) started at EL2
        """);
    RunningSystem system = RunningSystem.read(folder);
    assertThat(system.midr()).hasValue(0x410f_d083L);
    assertThat(system.bootEl()).hasValue(2);
    assertThat(system.commandLine()).hasValue("console=ttyAMA0 quiet");
    assertThat(system.memoryMap().orElseThrow().memory())
        .containsExactly(new Range(0x4000_0000L, 0x7c44_0000L));
    assertThat(system.loadAddress()).isEmpty();
  }

  @Test
  void hiddenAddressesAreAskedForAgain() throws Exception {
    Files.writeString(folder.resolve("iomem"), "00000000-00000000 : System RAM\n");
    assertThatThrownBy(() -> RunningSystem.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("collect it again as root");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.table.TableRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rodata-ro} from tables that something else made: what the model makes of its own. */
final class FinishedRunTest {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  @ParameterizedTest
  @CsvSource({
    "cortex-a76, ''",
    "cortex-a72, ''",
    "neoverse-v1, rodata=off",
    "cortex-a72, kpti=1 rodata=on",
    "cortex-a76, nokaslr mem=300M"
  })
  void isWhatTheModelMakesOfItsOwnTables(String cpu, String commandLine) throws Exception {
    BootEnvironment environment = environment(cpu, commandLine);
    BootSequence sequence = new BootSequence(environment);
    try (BootSnapshot whole = sequence.run(Stage.RODATA_RO);
        BootSnapshot left = sequence.run(Stage.PAGING_INIT);
        BootSnapshot finished = sequence.finish(left, 1 << 20, TEMPORARY)) {
      assertThat(finished.registers()).isEqualTo(whole.registers());
      assertThat(finished.predicted()).isEqualTo(whole.predicted());
      assertThat(names(finished)).isEqualTo(names(whole));
      for (TableImage image : whole.images()) {
        for (long pa = image.pa(); pa < image.pa() + image.size(); pa += Long.BYTES) {
          assertThat(finished.memory().readLong(pa)).isEqualTo(whole.memory().readLong(pa));
        }
      }
    }
  }

  /** What the code left counts, and not what the model had there. */
  @Test
  void goesOnFromWhatWasLeft() throws Exception {
    BootSequence sequence = new BootSequence(environment("cortex-a76", ""));
    try (BootSnapshot left = sequence.run(Stage.PAGING_INIT)) {
      TableRoot root = left.roots().get(0);
      long unused = root.pa() + 8;
      left.memory().writeLong(unused, 0x1234_0000L);
      try (BootSnapshot finished = sequence.finish(left, 1 << 20, TEMPORARY)) {
        assertThat(finished.memory().readLong(unused)).isEqualTo(0x1234_0000L);
      }
    }
  }

  private static BootEnvironment environment(String cpu, String commandLine) throws Exception {
    KernelBuild kernel = KernelBuild.load(Path.of("../samples/kernel/vmlinux-4k-52"));
    Machine machine =
        Machine.virt(CpuModel.named(cpu)).toBuilder()
            .bootArgs(commandLine)
            .build()
            .loadedWith(kernel.symbols());
    return BootEnvironment.resolve(kernel, machine);
  }

  private static String names(BootSnapshot snapshot) {
    return snapshot.roots().stream().map(TableRoot::name).sorted().collect(Collectors.joining(" "));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps whose kernels make their tables by their own code. */
final class SweepByCodeTest {
  private static final Path SAMPLES = Path.of("../samples/kernel").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void eachKernelRunsOnEachCpuWithEachCommandLine() throws Exception {
    Path file = folder.resolve("sweep.yaml");
    Files.writeString(
        file,
        "engine: kernel\nstage: paging-init\ncpu: [cortex-a72, cortex-a76]\n"
            + "cmdline: [quiet, nokaslr]\nkernels: ["
            + SAMPLES.resolve("booting/vmlinux-booting")
            + ", "
            + SAMPLES.resolve("vmlinux-4k-52")
            + "]\n");
    Invocation sweep = Invocation.of("sweep", file.toString());
    assertThat(sweep.code()).as(sweep.err()).isZero();
    List<String> lines = sweep.out().lines().toList();
    assertThat(lines).hasSize(8);
    assertThat(lines.subList(0, 4))
        .allSatisfy(line -> assertThat(line).contains("\"engine\":\"kernel\",\"instructions\":"));
    assertThat(lines.get(1)).contains("\"cpu\":\"cortex-a72\"", "\"cmdline\":\"nokaslr\"");
    assertThat(lines.subList(4, 8))
        .allSatisfy(line -> assertThat(line).contains("\"invalid\":", "no code that makes an ID"));
  }

  @Test
  void anotherEngineIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("sweep.yaml"), "engine: both\n");
    Invocation sweep = Invocation.of("sweep", file.toString());
    assertThat(sweep.err()).contains("engine: 'both' is not kernel or model");
    assertThat(sweep.code()).isEqualTo(ExitCode.TROUBLE);
  }
}

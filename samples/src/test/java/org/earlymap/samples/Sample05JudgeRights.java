// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import static org.earlymap.assertj.EarlymapAssertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.earlymap.Range;
import org.earlymap.api.Boot;
import org.earlymap.boot.decide.Stage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.junit.jupiter.api.Test;

/**
 * Judges a kernel's tables in a unit test: it fails where a link or a patch leaves something
 * writable and executable, and says which addresses.
 *
 * <p>A project that does the same has {@code earlymap-core} and {@code assertj-core} among its test
 * dependencies, and the kernel that it has just linked in place of this one.
 */
final class Sample05JudgeRights {
  private static final Path KERNEL = Path.of("kernel/vmlinux-4k-52");

  @Test
  void nothingIsWritableAndExecutable() throws IOException {
    KernelBuild kernel = KernelBuild.load(KERNEL);
    Machine machine = Machine.virt(CpuModel.named("cortex-a76"));
    try (Boot boot = Boot.of(kernel, machine).to(Stage.PAGING_INIT)) {
      assertThat(boot).mapsNothingWritableAndExecutable().mapsNothingForEl0();
    }
  }

  @Test
  void allOfTheTextIsMapped() throws IOException {
    KernelBuild kernel = KernelBuild.load(KERNEL);
    Range text = new Range(kernel.symbols().require("_stext"), kernel.symbols().require("_etext"));
    Machine machine = Machine.virt(CpuModel.named("cortex-a76"));
    try (Boot early = Boot.of(kernel, machine).to(Stage.EARLY_MAP);
        Boot late = Boot.of(kernel, machine).to(Stage.PAGING_INIT)) {
      assertThat(early).mapsEverythingIn(text);
      assertThat(late).mapsEverythingIn(text);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.earlymap.arch.FaultType;
import org.earlymap.boot.decide.BootException;
import org.earlymap.boot.decide.Stage;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.run.KernelRunException;
import org.earlymap.table.Translation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The front door, on the sample kernel. */
final class BootTest {
  private static final Path KERNEL = Path.of("../samples/kernel/vmlinux-4k-52");
  private static final Machine MACHINE = Machine.virt(CpuModel.named("cortex-a76"));

  @TempDir Path folder = Path.of("");

  @Test
  void translatesAsTheCpuDoes() throws Exception {
    KernelBuild kernel = KernelBuild.load(KERNEL);
    long text = kernel.symbols().require("_stext");
    try (Boot boot = Boot.of(kernel, MACHINE).to(Stage.EARLY_MAP)) {
      Translation.Mapped mapped = (Translation.Mapped) boot.translate(text);
      long offset = text - kernel.symbols().require("_text");
      assertThat(mapped.pa()).isEqualTo(MACHINE.loadAddress() + offset);
      assertThat(mapped)
          .hasToString(
              "0xffff800080010000 -> 0x0000000040210000 EL1 r-x EL0 --- Normal WB RA WA,"
                  + " level 3 leaf 0x00d0000040210783");
      assertThat(boot.translate(boot.environment().image().pa("_stext")))
          .isInstanceOf(Translation.Mapped.class);
      assertThat(boot.translate(0xffff_0000_0000_0000L))
          .hasToString("0xffff000000000000 -> translation fault at level 0");
      assertThat(boot.mappings()).isNotEmpty();
      assertThat(boot).hasToString("Linux 6.12.117 on cortex-a76 at early-map");
    }
  }

  @Test
  void runsTheKernelsOwnCode() throws Exception {
    KernelBuild kernel = KernelBuild.load(Path.of("../samples/kernel/booting/vmlinux-booting"));
    long text = kernel.symbols().require("_text");
    try (Boot boot = Boot.of(kernel, MACHINE).runTo(Stage.PAGING_INIT)) {
      Translation.Mapped mapped = (Translation.Mapped) boot.translate(text + 0x10000);
      assertThat(mapped.pa()).isEqualTo(MACHINE.loadAddress() + 0x10000);
      BuildManifest manifest = boot.writeTo(folder.resolve("run"));
      assertThat(manifest.engine().orElseThrow().name()).isEqualTo(BuildManifest.Engine.KERNEL);
      assertThat(Build.read(folder.resolve("run")).manifest()).isEqualTo(manifest);
    }
    assertThatThrownBy(() -> Boot.of(KernelBuild.load(KERNEL), MACHINE).runTo(Stage.EARLY_MAP))
        .isInstanceOf(KernelRunException.class)
        .hasMessageContaining("the file holds no code that makes an ID map");
  }

  @Test
  void withTheMmuOffOnlyTheIdMapIsThere() throws Exception {
    try (Boot boot = Boot.of(KernelBuild.load(KERNEL), MACHINE).to(Stage.INIT_IDMAP)) {
      assertThat(boot.translate(boot.environment().image().pa("_stext")))
          .isInstanceOf(Translation.Mapped.class);
      assertThat(boot.translate(-4096L)).isInstanceOf(Translation.Faulting.class);
      assertThat(boot.mappings()).isEmpty();
    }
  }

  @Test
  void theIdMapIsLeftAndCanStillBeWalked() throws Exception {
    try (Boot boot = Boot.of(KernelBuild.load(KERNEL), MACHINE).to(Stage.PAGING_INIT)) {
      long pa = MACHINE.loadAddress();
      Translation.Faulting gone = (Translation.Faulting) boot.translate(pa);
      assertThat(gone.type()).isEqualTo(FaultType.TRANSLATION);
      long entry = boot.environment().image().pa("__idmap_text_start");
      assertThat(boot.walker("idmap_pg_dir").translate(entry))
          .isInstanceOf(Translation.Mapped.class);
      assertThatThrownBy(() -> boot.walker("init_pg_dir"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("swapper_pg_dir");
    }
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    Machine machine = MACHINE.withMemory(0x4000_0000L, 4L << 30);
    try (Boot boot = Boot.of(KernelBuild.load(KERNEL), machine).to(Stage.PAGING_INIT)) {
      BuildManifest written = boot.writeTo(folder.resolve("tables"));
      Build build = Build.readVerified(folder.resolve("tables"));
      assertThat(build.manifest()).isEqualTo(written);
      assertThat(written.assumptions())
          .contains("load address: 0x0000000040200000", "FDT address: 0x0000000048000000");
      for (BuildManifest.Image image : written.images()) {
        for (long pa = image.pa(); pa < image.pa() + image.size(); pa += Long.BYTES) {
          assertThat(build.memory().readLong(pa)).isEqualTo(boot.snapshot().memory().readLong(pa));
        }
      }
    }
  }

  @Test
  void aKernelThatDoesNotBootIsRefused() throws Exception {
    KernelBuild kernel = KernelBuild.load(KERNEL);
    Machine small = MACHINE.withMemory(0x4000_0000L, 2L << 20);
    assertThatThrownBy(() -> Boot.of(kernel, small)).isInstanceOf(BootException.class);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.FixmapSlot;
import org.earlymap.machine.Machine;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import org.earlymap.testing.TruthBoot;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthMachine;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The LPA2 series' own boot, to its last stage, on kernels whose symbols are of 6.12. */
class Lpa2SeriesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4k-39--max-base",
        "4k-48--cortex-a72-kaslr2",
        "4k-52--max-base",
        "4k-52--kpti1",
        "16k-47--max-base",
        "16k-52--max-nolva",
        "64k-42--max-base",
        "64k-52--max-base"
      })
  void everyStageHasItsTablesAndTheDeviceTreeInTheFixmap(String boot) throws IOException {
    TruthFile truth = TruthFile.named(boot);
    KernelBuild kernel = TruthBoot.kernel(truth, folder).withTraits(KernelTraits.lpa2Series());
    Machine machine = TruthMachine.of(truth);
    BootEnvironment environment = BootEnvironment.resolve(kernel, machine);
    for (Stage stage : Stage.values()) {
      try (BootSnapshot snapshot = new BootSequence(environment).run(stage)) {
        if (stage.includes(Stage.PAGING_INIT)) {
          checkFdt(environment, machine, snapshot);
        }
      }
    }
  }

  /** {@code fixmap_remap_fdt} before 6.4: blocks of 2 MiB with 4K pages, else pages. */
  private static void checkFdt(
      BootEnvironment environment, Machine machine, BootSnapshot snapshot) {
    Granule granule = environment.kernel().config().granule();
    long block = granule == Granule.SIZE_4K ? 2 << 20 : granule.bytes();
    Fixmap fixmap = Fixmap.of(environment.decisions().layout());
    long window = fixmap.address(FixmapSlot.FIX_FDT);
    long size = 0;
    for (Mapping mapping : walker(snapshot).mappings()) {
      if (Long.compareUnsigned(mapping.va(), window) >= 0
          && Long.compareUnsigned(mapping.va(), fixmap.address(FixmapSlot.FIX_FDT_END)) < 0) {
        assertThat(mapping.pa() - mapping.va()).isEqualTo((machine.fdtAddress() & -block) - window);
        assertThat(mapping.descriptor() & Descriptor.AP_READ_ONLY).isNotZero();
        assertThat(mapping.level()).isEqualTo(granule == Granule.SIZE_4K ? 2 : 3);
        size += mapping.size();
      }
    }
    long offset = machine.fdtAddress() & (block - 1);
    assertThat(size).isEqualTo((offset + machine.fdtSize() + block - 1) & -block);
  }

  private static TableWalker walker(BootSnapshot snapshot) {
    TableRoot root =
        snapshot.roots().stream().filter(r -> r.name().equals("swapper_pg_dir")).findFirst().get();
    return new TableWalker(
        snapshot.memory(), TranslationContext.plain(root.half(), root.regime(), root.pa()));
  }
}

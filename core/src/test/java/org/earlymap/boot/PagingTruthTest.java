// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.testing.TruthBoot;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthTables;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The tables of real kernels at start_kernel and at bootmem_init: every page that roots reach. */
class PagingTruthTest {
  @TempDir Path folder;

  static List<String> boots() {
    return TruthFile.names();
  }

  @ParameterizedTest
  @MethodSource("boots")
  void startKernelEqualsTheRealKernel(String boot) throws IOException {
    TruthFile truth = TruthFile.named(boot);
    BootEnvironment environment = TruthBoot.environment(truth, folder);
    JsonNode p2 = truth.stage("p2_start_kernel");
    try (BootSnapshot snapshot = new BootSequence(environment).run(Stage.START_KERNEL)) {
      TruthTables.checkRegisters(boot + " p2", p2, snapshot.registers());
      checkReached(boot + " p2", p2.get("ttbr1"), snapshot, environment);
    }
  }

  @ParameterizedTest
  @MethodSource("boots")
  void pagingInitEqualsTheRealKernel(String boot) throws IOException {
    TruthFile truth = TruthFile.named(boot);
    BootEnvironment environment = TruthBoot.environment(truth, folder);
    JsonNode p3 = truth.stage("p3_after_paging_init");
    try (BootSnapshot snapshot = new BootSequence(environment).run(Stage.PAGING_INIT)) {
      assertThat(String.format("0x%x", snapshot.memstartAddr().orElseThrow()))
          .as("%s: memstart_addr", boot)
          .isEqualTo(p3.get("memstart_addr").asString());
      TruthTables.checkRegisters(boot + " p3", p3, snapshot.registers());
      checkReached(boot + " p3 TTBR1", p3.get("ttbr1"), snapshot, environment);
      checkReached(boot + " p3 idmap", p3.get("idmap_pg_dir"), snapshot, environment);
    }
  }

  private static void checkReached(
      String what, JsonNode captured, BootSnapshot snapshot, BootEnvironment environment) {
    for (JsonNode table : captured.get("tables")) {
      long pa = TruthFile.hex(table.get("pa"));
      String name = what + " table 0x" + Long.toHexString(pa) + " level " + table.get("level");
      long[] words = TruthTables.words(table, table.get("entries").asInt());
      assertThat(snapshot.images())
          .as("%s is in an image", name)
          .anyMatch(image -> Long.compareUnsigned(pa - image.pa(), image.size()) < 0);
      TruthTables.check(name, words, snapshot.memory(), pa, environment.kernel().config());
    }
  }
}

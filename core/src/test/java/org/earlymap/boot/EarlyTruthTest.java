// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.testing.TruthBoot;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthTables;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The memory of real kernels when the MMU goes on and when start_kernel is about to be called. */
class EarlyTruthTest {
  @TempDir Path folder;

  static List<String> boots() {
    return TruthFile.names();
  }

  @ParameterizedTest
  @MethodSource("boots")
  void tablesAndRegistersEqualTheRealKernels(String boot) throws IOException {
    TruthFile truth = TruthFile.named(boot);
    BootEnvironment environment = TruthBoot.environment(truth, folder);
    assertThat(environment.decisions().kaslr().offset())
        .as("%s: KASLR offset", boot)
        .isEqualTo(truth.kaslrOffset());
    BootSequence sequence = new BootSequence(environment);

    JsonNode p0 = truth.stage("p0_create_init_idmap");
    BootSnapshot initIdmap = sequence.run(Stage.INIT_IDMAP);
    TruthTables.checkRegisters(boot + " p0", p0, initIdmap.registers());
    checkImage(boot + " p0 init_idmap_pg_dir", p0.get("init_idmap"), initIdmap, environment);

    JsonNode p1 = truth.stage("p1_early_map_kernel");
    BootSnapshot earlyMap = sequence.run(Stage.EARLY_MAP);
    TruthTables.checkRegisters(boot + " p1", p1, earlyMap.registers());
    checkImage(boot + " p1 init_idmap_pg_dir", p1.get("init_idmap"), earlyMap, environment);
    checkImage(boot + " p1 init_pg_dir", p1.get("init_pg_dir"), earlyMap, environment);
    checkImage(boot + " p1 swapper_pg_dir", p1.get("swapper"), earlyMap, environment);
    checkFdtTables(boot, p1.get("fdt_ptes"), earlyMap, environment);
  }

  private static void checkImage(
      String what, JsonNode expected, BootSnapshot snapshot, BootEnvironment environment) {
    long pa = TruthFile.hex(expected.get("pa"));
    long size = TruthFile.hex(expected.get("size"));
    assertThat(snapshot.images())
        .as("%s is an image at 0x%x", what, pa)
        .anyMatch(image -> image.pa() == pa && image.size() == size);
    long[] words = TruthTables.words(expected, (int) (size / 8));
    TruthTables.check(what, words, snapshot.memory(), pa, environment.kernel().config());
  }

  private static void checkFdtTables(
      String boot, JsonNode expected, BootSnapshot snapshot, BootEnvironment environment) {
    int entries = environment.kernel().config().granule().entriesPerTable();
    PhysicalMemory memory = snapshot.memory();
    for (JsonNode table : expected.get("tables")) {
      long pa = TruthFile.hex(table.get("pa"));
      String what = boot + " p1 FDT table " + hex(pa);
      assertThat(snapshot.images())
          .as(what)
          .anyMatch(image -> image.pa() <= pa && pa < image.pa() + image.size());
      long[] words = TruthTables.words(table, entries);
      TruthTables.check(what, words, memory, pa, environment.kernel().config());
    }
    int pages =
        snapshot.images().stream()
            .filter(image -> image.name().equals("fdt_ptes"))
            .mapToInt(TableImage::tablePagesUsed)
            .sum();
    assertThat(pages).as("%s: FDT table pages", boot).isEqualTo(expected.get("tables").size());
  }

  private static String hex(long value) {
    return String.format("0x%016x", value);
  }
}

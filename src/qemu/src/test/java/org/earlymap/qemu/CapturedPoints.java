// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Map;
import org.earlymap.boot.decide.Stage;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.run.KernelRun;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthTables;
import tools.jackson.databind.JsonNode;

/** The captured points of a boot, against the memory and the registers of a run. */
final class CapturedPoints {
  private final String name;
  private final TruthFile truth;
  private final KernelBuild kernel;
  private long words;

  CapturedPoints(String name, TruthFile truth, KernelBuild kernel) {
    this.name = name;
    this.truth = truth;
    this.kernel = kernel;
  }

  /**
   * Compares every captured word and register of a stage.
   *
   * @throws AssertionError that names the first that differs
   */
  void compare(Stage stage, KernelRun run) {
    JsonNode point = truth.stage(point(stage));
    boolean big = kernel.config().bigEndian();
    PhysicalMemory memory =
        run.memory().asPhysicalMemory(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    String what = name + " " + stage.label();
    for (Map.Entry<String, JsonNode> register : point.get("registers").properties()) {
      String own = register.getKey().equals("SCTLR") ? "SCTLR_EL1" : register.getKey();
      assertThat(String.format("0x%016x", run.state().get(own)))
          .as(what + " " + own)
          .isEqualTo(register.getValue().asString());
    }
    for (Map.Entry<String, JsonNode> part : point.properties()) {
      JsonNode node = part.getValue();
      if (node.has("size")) {
        check(
            what + " " + part.getKey(), node, (int) (TruthFile.hex(node.get("size")) / 8), memory);
      }
      for (JsonNode table : node.path("tables")) {
        check(what + " " + part.getKey(), table, table.get("entries").asInt(), memory);
      }
    }
  }

  private static String point(Stage stage) {
    return switch (stage) {
      case INIT_IDMAP -> "p0_create_init_idmap";
      case EARLY_MAP -> "p1_early_map_kernel";
      case START_KERNEL -> "p2_start_kernel";
      case PAGING_INIT -> "p3_after_paging_init";
      case RODATA_RO -> "p4_panic";
    };
  }

  private void check(String what, JsonNode captured, int count, PhysicalMemory memory) {
    long[] expected = TruthTables.words(captured, count);
    TruthTables.check(what, expected, memory, TruthFile.hex(captured.get("pa")), kernel.config());
    words += count;
  }

  /** How many words were compared, and equal. */
  long words() {
    return words;
  }
}

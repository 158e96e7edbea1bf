// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.config.KernelConfig;
import org.earlymap.table.TableWalker;
import org.earlymap.testing.CapturedTables;
import org.earlymap.testing.TruthFile;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** A kernel's own {@code kernel_page_tables}, line by line. */
class PageTableDumpTest {
  static List<String> names() {
    return TruthFile.names("truth/ptdump");
  }

  @ParameterizedTest
  @MethodSource("names")
  void theTextIsTheKernelsOwn(String name) {
    JsonNode file = TruthFile.json("truth/ptdump/" + name + ".json");
    CapturedTables captured = CapturedTables.of(file);
    VaLayout layout =
        VaLayout.of(
            KernelConfig.of(config(file)),
            KernelTraits.of(KernelRelease.parse(file.get("release").asString()).orElseThrow()),
            file.get("ttbr1").get("va_bits").asInt());
    List<String> lines = new ArrayList<>();
    PageTableDump.write(
        new TableWalker(captured.memory(), captured.tree("ttbr1")),
        AddressMarker.of(layout),
        lines::add);
    List<String> expected = new ArrayList<>();
    file.get("kernel_page_tables").forEach(line -> expected.add(line.asString()));
    assertThat(lines).containsExactlyElementsOf(expected);
  }

  private static Map<String, String> config(JsonNode file) {
    Map<String, String> config = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : file.get("config").properties()) {
      config.put(entry.getKey().substring("CONFIG_".length()), entry.getValue().asString());
    }
    return config;
  }
}

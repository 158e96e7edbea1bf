// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.config.KernelConfig;
import org.earlymap.testing.TruthFile;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every constant that a real kernel's headers evaluate to is computed from its configuration. */
final class LayoutConstantsTest {
  static List<String> kernels() {
    return TruthFile.names("truth/layout");
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void constantsAreTheKernelsOwn(String kernel) {
    JsonNode truth = TruthFile.json("truth/layout/" + kernel + ".json");
    Map<String, String> options = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> option : truth.get("config").properties()) {
      options.put(option.getKey().substring("CONFIG_".length()), option.getValue().asString());
    }
    KernelConfig config = KernelConfig.of(options);
    KernelRelease release = KernelRelease.parse(truth.get("release").asString()).orElseThrow();
    int structPage = truth.get("constants").get("STRUCT_PAGE_SIZE").asInt();
    VaLayout layout = VaLayout.of(config, KernelTraits.of(release), config.vaBitsMin(), structPage);

    Map<String, String> computed = new LinkedHashMap<>();
    LayoutConstants.of(layout).forEach((name, value) -> computed.put(name, written(value)));
    Map<String, String> expected = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> constant : truth.get("constants").properties()) {
      expected.put(constant.getKey(), constant.getValue().toString());
    }
    assertThat(expected).hasSizeGreaterThan(40);
    assertThat(computed).containsAllEntriesOf(expected);
  }

  private static String written(long value) {
    return LayoutConstants.isHexadecimal(value)
        ? "\"0x" + Long.toHexString(value) + "\""
        : Long.toString(value);
  }
}

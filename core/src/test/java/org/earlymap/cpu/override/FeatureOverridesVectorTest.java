// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.earlymap.arch.Granule;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Command lines that went through a real kernel's parser (6.12.117), and what it made of them. */
final class FeatureOverridesVectorTest {
  private static final OverrideDialect LINUX_6_12 =
      OverrideDialect.of(KernelTraits.of(KernelRelease.parse("6.12.117").orElseThrow()));

  @Test
  void everyVectorAgrees() throws Exception {
    int cases = 0;
    try (InputStream in = getClass().getResourceAsStream("/vectors/overrides.json")) {
      for (JsonNode vector : JsonMapper.shared().readTree(Objects.requireNonNull(in))) {
        assertThat(overridesOf(vector))
            .as("case %d: %s", cases, vector)
            .isEqualTo(expected(vector));
        cases++;
      }
    }
    assertThat(cases).isEqualTo(300);
  }

  private static Map<String, OverrideValue> overridesOf(JsonNode vector) {
    IdRegisters cpu =
        IdRegisters.of(
            Map.of(
                IdRegister.ID_AA64MMFR0_EL1, number(vector.get("ID_AA64MMFR0_EL1")),
                IdRegister.ID_AA64MMFR1_EL1, number(vector.get("ID_AA64MMFR1_EL1"))));
    String kernel = vector.get("kernel").asString();
    OverrideContext context =
        new OverrideContext(
            kernel.equals("16k-lpa2") ? Granule.SIZE_16K : Granule.SIZE_4K,
            !kernel.equals("no-lpa2"),
            vector.get("boot_el").asInt(),
            vector.get("e2h_stuck").asBoolean(),
            LINUX_6_12);
    FeatureOverrides overrides =
        FeatureOverrides.parse(vector.get("cmdline").asString(), cpu, context);
    Map<String, OverrideValue> values = new LinkedHashMap<>();
    for (String name : vector.get("overrides").propertyNames()) {
      values.put(
          name, overrides.get(OverrideRegister.valueOf(name.toUpperCase(java.util.Locale.ROOT))));
    }
    return values;
  }

  private static Map<String, OverrideValue> expected(JsonNode vector) {
    Map<String, OverrideValue> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : vector.get("overrides").properties()) {
      values.put(
          entry.getKey(),
          new OverrideValue(number(entry.getValue().get(0)), number(entry.getValue().get(1))));
    }
    return values;
  }

  private static long number(JsonNode node) {
    String text = node.asString();
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Long.parseUnsignedLong(text);
  }
}

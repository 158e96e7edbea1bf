// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.earlymap.arch.Granule;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.override.FeatureOverrides;
import org.earlymap.cpu.override.OverrideContext;
import org.earlymap.cpu.override.OverrideDialect;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;

final class EarlyDecisionsTest {
  private static final OverrideDialect LINUX_6_12 =
      OverrideDialect.of(KernelTraits.of(KernelRelease.parse("6.12.117").orElseThrow()));

  @Test
  void aCpuWithEverything() throws Exception {
    Map<String, EarlyDecision> decisions = decide("qemu-max", "", Granule.SIZE_4K, true);
    assertThat(decisions.keySet())
        .containsExactly(
            "4K pages",
            "LPA2",
            "LVA",
            "virtual addresses",
            "PARange",
            "E0PD",
            "nG",
            "BTI",
            "PAC",
            "SCS",
            "HAFDBS",
            "PIE",
            "MTE");
    assertThat(answers(decisions))
        .containsExactly(
            "yes", "yes", "yes", "52 bits", "52 bits", "yes", "no", "yes", "yes", "no", "yes", "no",
            "no");
    assertThat(get(decisions, "PARange").effect()).contains("IPS is 6 once TCR_EL1.DS is set");
  }

  @Test
  void nolvaTakesTheWideAddressesAway() throws Exception {
    Map<String, EarlyDecision> decisions =
        decide("qemu-max", "arm64.nolva arm64.nobti arm64.nopauth", Granule.SIZE_16K, true);
    assertThat(get(decisions, "LPA2").answer()).isEqualTo("no");
    assertThat(get(decisions, "LPA2").reason()).contains("TGran16 is 2, seen as 1");
    assertThat(get(decisions, "virtual addresses").answer()).isEqualTo("47 bits");
    assertThat(get(decisions, "virtual addresses").effect()).contains("T1SZ is 17");
    assertThat(get(decisions, "PARange").effect()).contains("IPS is 5");
    assertThat(get(decisions, "SCS").answer()).isEqualTo("yes");
  }

  @Test
  void aSmallCpu() throws Exception {
    Map<String, EarlyDecision> decisions = decide("cortex-a72", "", Granule.SIZE_64K, false);
    assertThat(get(decisions, "virtual addresses").effect()).contains("0x1e00");
    assertThat(get(decisions, "PARange").effect()).isEqualTo("TCR_EL1.IPS is 4");
    assertThat(get(decisions, "nG").answer()).isEqualTo("with KASLR");
    assertThat(get(decide("cortex-a72", "nokaslr", Granule.SIZE_64K, false), "nG").answer())
        .isEqualTo("no");
    assertThat(get(decide("cortex-a72", "", Granule.SIZE_16K, true), "16K pages").answer())
        .isEqualTo("no");
    assertThat(get(decide("qemu-max", "", Granule.SIZE_4K, false), "PARange").effect())
        .contains("IPS is 5: descriptors");
  }

  private static Map<String, EarlyDecision> decide(
      String model, String commandLine, Granule granule, boolean lpa2Kernel) throws Exception {
    IdRegisters cpu = CpuModel.find(model).registers();
    OverrideContext context = new OverrideContext(granule, lpa2Kernel, 1, false, LINUX_6_12);
    FeatureOverrides overrides = FeatureOverrides.parse(commandLine, cpu, context);
    Map<String, EarlyDecision> decisions = new LinkedHashMap<>();
    for (EarlyDecision decision : EarlyDecisions.of(cpu, overrides, context)) {
      decisions.put(decision.name(), decision);
    }
    return decisions;
  }

  private static EarlyDecision get(Map<String, EarlyDecision> decisions, String name) {
    return Objects.requireNonNull(decisions.get(name), name);
  }

  private static String[] answers(Map<String, EarlyDecision> decisions) {
    return decisions.values().stream().map(EarlyDecision::answer).toArray(String[]::new);
  }
}

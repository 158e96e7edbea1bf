// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.earlymap.arch.Granule;
import org.earlymap.boot.decide.EarlyParameters;
import org.earlymap.config.KernelConfig;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.CpuModelTest;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.override.FeatureOverrides;
import org.earlymap.testing.TruthFile;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Real kernels' decisions: the trampoline is mapped where user tables leave the kernel out. */
final class KptiTruthTest {
  private static final long TWO_MIB = 2 << 20;
  private static final KernelConfig EVERY_OPTION =
      KernelConfig.of(
          Map.of(
              "ARM64_4K_PAGES", "y",
              "ARM64_VA_BITS", "48",
              "ARM64_PA_BITS", "48",
              "UNMAP_KERNEL_AT_EL0", "y",
              "ARM64_E0PD", "y",
              "CAVIUM_ERRATUM_27456", "y"));

  @Test
  void everyBootDecidesAlike() throws Exception {
    int isolated = 0;
    int boots = 0;
    for (String name : TruthFile.names()) {
      TruthFile truth = TruthFile.named(name);
      JsonNode panic = truth.root().get("stages").path("p4_panic");
      if (panic.isMissingNode() || panic.path("tramp_pg_dir").isMissingNode()) {
        continue;
      }
      boolean mapped = panic.get("tramp_pg_dir").get("tables").size() > 1;
      KptiDecision decision =
          KptiDecision.of(
              KernelConfig.of(truth.config()),
              KernelTraits.of(KernelRelease.parse(truth.release()).orElseThrow()),
              features(truth),
              circumstances(truth));
      assertThat(decision.isolated()).as("%s: %s", name, decision.reason()).isEqualTo(mapped);
      isolated += mapped ? 1 : 0;
      boots++;
    }
    assertThat(boots).isGreaterThanOrEqualTo(50);
    assertThat(isolated).isBetween(5, boots - 5);
  }

  @Test
  void theKernelsOrderOfReasons() throws Exception {
    CpuFeatures n1 = features("neoverse-n1");
    CpuFeatures n2 = features("neoverse-n2");
    Optional<Boolean> none = Optional.empty();
    assertThat(decide(n1, none, false, false).reason()).contains("CSV3");
    assertThat(decide(n1, none, true, true).reason()).contains("KASLR");
    assertThat(decide(n2, none, true, true).reason()).contains("mitigations=off");
    assertThat(decide(n1, Optional.of(false), false, true).reason()).contains("kpti=");
    assertThat(decide(features("cortex-a72"), none, false, false).isolated()).isFalse();
    CpuFeatures a75 =
        CpuFeatures.of(
            IdRegisters.of(Map.of(IdRegister.MIDR_EL1, 0x410fd0a0L)),
            FeatureOverrides.none(),
            Granule.SIZE_4K);
    assertThat(decide(a75, none, false, false).isolated()).isTrue();
    CpuFeatures thunderX =
        CpuFeatures.of(
            IdRegisters.of(Map.of(IdRegister.MIDR_EL1, 0x430f0a10L)),
            FeatureOverrides.none(),
            Granule.SIZE_4K);
    assertThat(decide(thunderX, Optional.of(true), false, true).reason()).contains("27456");
  }

  private static KptiDecision decide(
      CpuFeatures cpu, Optional<Boolean> forced, boolean off, boolean kaslr) {
    return KptiDecision.of(
        EVERY_OPTION, KernelTraits.none(), cpu, new KptiDecision.Circumstances(forced, off, kaslr));
  }

  private static KptiDecision.Circumstances circumstances(TruthFile truth) {
    String commandLine = truth.root().get("case").get("cmdline").asString();
    Optional<Boolean> forced =
        EarlyParameters.of(KernelConfig.of(truth.config()), KernelTraits.none(), commandLine)
            .kpti();
    return new KptiDecision.Circumstances(forced, false, truth.kaslrOffset() >= TWO_MIB);
  }

  private static CpuFeatures features(TruthFile truth) throws Exception {
    return features(CpuModelTest.modelOf(truth.cpu()));
  }

  private static CpuFeatures features(String model) throws Exception {
    return CpuFeatures.of(
        CpuModel.find(model).registers(), FeatureOverrides.none(), Granule.SIZE_4K);
  }
}

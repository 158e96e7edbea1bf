// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.earlymap.arch.Granule;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.override.FeatureOverrides;
import org.junit.jupiter.api.Test;

final class CpuFeaturesTest {
  @Test
  void errataAndSafeListGoByVariantAndRevision() {
    assertThat(withMidr(0x431f0a11L).isCavium27456()).as("T88 pass 2.1").isTrue();
    assertThat(withMidr(0x431f0a12L).isCavium27456()).as("T88 pass 2.2").isFalse();
    assertThat(withMidr(0x430f0a20L).isCavium27456()).as("T81 pass 1.0").isTrue();
    assertThat(withMidr(0x430f0a21L).isCavium27456()).as("T81 pass 1.1").isFalse();
    assertThat(withMidr(0x460f0010L).isFujitsu010001()).isTrue();
    assertThat(withMidr(0x461f0010L).isFujitsu010001()).isTrue();
    assertThat(withMidr(0x462f0010L).isFujitsu010001()).isFalse();
    assertThat(withMidr(0x410fd083L).isOnKptiSafeList()).as("Cortex-A72").isTrue();
    assertThat(withMidr(0x413fd0c1L).isOnKptiSafeList()).as("Neoverse N1").isFalse();
    assertThat(withMidr(0x410fd0a0L).isOnKptiSafeList()).as("Cortex-A75").isFalse();
  }

  @Test
  void bbml2WithoutAbortsGoesByRevisionWithinVariantZero() {
    assertThat(withMidr(0x410fd822L).hasBbml2NoAbort()).as("Cortex-X4 r0p2").isFalse();
    assertThat(withMidr(0x410fd823L).hasBbml2NoAbort()).as("Cortex-X4 r0p3").isTrue();
    assertThat(withMidr(0x411fd823L).hasBbml2NoAbort()).as("Cortex-X4 r1p3").isFalse();
    assertThat(withMidr(0x410fd842L).hasBbml2NoAbort()).as("Neoverse V3 r0p2").isTrue();
    assertThat(withMidr(0xc00fac30L).hasBbml2NoAbort()).as("AmpereOne").isTrue();
    assertThat(withMidr(0x410fd083L).hasBbml2NoAbort()).as("Cortex-A72").isFalse();
  }

  @Test
  void bbml3GoesByTheRegisterOrByALongerList() {
    assertThat(withMidr(0x410fd083L).hasBbml3()).as("Cortex-A72").isFalse();
    assertThat(withMidr(0x410fd823L).hasBbml3()).as("Cortex-X4 r0p3").isTrue();
    assertThat(withMidr(0x410fd4d0L).hasBbml3()).as("Cortex-A715").isTrue();
    assertThat(withMidr(0x410fd4d0L).hasBbml2NoAbort()).as("Cortex-A715 in 7.2").isFalse();
    assertThat(withMidr(0x411fd8c0L).hasBbml3()).as("C1-Ultra r1p0").isFalse();
    assertThat(withMidr(0x411fd8c1L).hasBbml3()).as("C1-Ultra r1p1").isTrue();
    assertThat(of(IdRegister.ID_AA64MMFR2_EL1, 2L << 52, Granule.SIZE_4K).hasBbml3()).isFalse();
    assertThat(of(IdRegister.ID_AA64MMFR2_EL1, 3L << 52, Granule.SIZE_4K).hasBbml3()).isTrue();
  }

  @Test
  void lpa2IsAskedPerGranuleAndTheFieldIsSigned() {
    long both = 1L << 28 | 2L << 20;
    assertThat(lpa2(both, Granule.SIZE_4K)).isTrue();
    assertThat(lpa2(both, Granule.SIZE_16K)).isTrue();
    assertThat(lpa2(both, Granule.SIZE_64K)).isFalse();
    assertThat(lpa2(1L << 20, Granule.SIZE_16K)).as("16K without LPA2").isFalse();
    assertThat(lpa2(0xfL << 28, Granule.SIZE_4K)).as("a CPU without the 4K granule").isFalse();
  }

  @Test
  void granulesThatCannotBoot() {
    CpuFeatures noSixteen = of(IdRegister.ID_AA64MMFR0_EL1, 0x1124L, Granule.SIZE_16K);
    assertThat(noSixteen.hasGranule()).isFalse();
    assertThat(of(IdRegister.ID_AA64MMFR0_EL1, 0x1124L, Granule.SIZE_4K).hasGranule()).isTrue();
    assertThat(of(IdRegister.ID_AA64MMFR0_EL1, 0xf000000L, Granule.SIZE_64K).hasGranule())
        .isFalse();
  }

  private static boolean lpa2(long mmfr0, Granule granule) {
    return of(IdRegister.ID_AA64MMFR0_EL1, mmfr0, granule).hasLpa2();
  }

  private static CpuFeatures withMidr(long midr) {
    return of(IdRegister.MIDR_EL1, midr, Granule.SIZE_4K);
  }

  private static CpuFeatures of(IdRegister register, long value, Granule granule) {
    return CpuFeatures.of(
        IdRegisters.of(Map.of(register, value)), FeatureOverrides.none(), granule);
  }
}

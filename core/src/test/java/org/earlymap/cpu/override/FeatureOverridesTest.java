// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.earlymap.arch.Granule;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.feature.CpuFeatures;
import org.earlymap.cpu.override.OverrideVerdict.Outcome;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;
import org.junit.jupiter.api.Test;

final class FeatureOverridesTest {
  private static final OverrideDialect LINUX_6_12 =
      OverrideDialect.of(KernelTraits.of(KernelRelease.parse("6.12.117").orElseThrow()));
  private static final OverrideDialect LPA2_SERIES = OverrideDialect.of(KernelTraits.lpa2Series());
  private static final IdRegisters LPA2_CPU =
      IdRegisters.of(Map.of(IdRegister.ID_AA64MMFR0_EL1, 0x1020_0126L | 1L << 28));

  @Test
  void aRejectedAddressRangeMakesTheCpuLookAsIfItHadLva() {
    FeatureOverrides overrides = parse("id_aa64mmfr2.varange=1", LINUX_6_12);

    assertThat(overrides.get(OverrideRegister.ID_AA64MMFR2))
        .isEqualTo(new OverrideValue(0xf0000, 0));
    assertThat(CpuFeatures.of(LPA2_CPU, FeatureOverrides.none(), Granule.SIZE_64K).hasLva())
        .isFalse();
    assertThat(CpuFeatures.of(LPA2_CPU, overrides, Granule.SIZE_64K).hasLva()).isTrue();
  }

  @Test
  void nolvaTakesLpa2AwayAndLimitsThePhysicalRange() {
    FeatureOverrides overrides = parse("arm64.nolva", LINUX_6_12);

    assertThat(overrides.get(OverrideRegister.ID_AA64MMFR0))
        .isEqualTo(new OverrideValue(5, 0xf000000fL));
    CpuFeatures features = CpuFeatures.of(LPA2_CPU, overrides, Granule.SIZE_4K);
    assertThat(features.hasLpa2()).isFalse();
    assertThat(features.paRange()).as("read raw by __cpu_setup").isEqualTo(6);
  }

  @Test
  void olderKernelsLeaveThePhysicalRangeAlone() {
    assertThat(parse("arm64.nolva", LPA2_SERIES).get(OverrideRegister.ID_AA64MMFR0))
        .isEqualTo(new OverrideValue(0, 0xf0000000L));
  }

  @Test
  void theTerminatorNeedsWhiteSpaceAfterIt() {
    assertThat(parse("-- nokaslr", LINUX_6_12).isOn(SoftwareFeature.NOKASLR)).isFalse();
    assertThat(parse("--x nokaslr", LINUX_6_12).isOn(SoftwareFeature.NOKASLR)).isTrue();
    assertThat(parse("--\u00a0nokaslr", LINUX_6_12).isOn(SoftwareFeature.NOKASLR))
        .as("UTF-8 puts 0xc2 after the dashes, and 0xa0 is a space")
        .isTrue();
    assertThat(parse("nokaslr --", LINUX_6_12).isOn(SoftwareFeature.NOKASLR)).isTrue();
  }

  @Test
  void theLatin1NoBreakSpaceSeparates() {
    byte[] line = "quiet\u00a0nokaslr".getBytes(StandardCharsets.ISO_8859_1);
    FeatureOverrides overrides = FeatureOverrides.parse(line, LPA2_CPU, context(LINUX_6_12));
    assertThat(overrides.isOn(SoftwareFeature.NOKASLR)).isTrue();
  }

  @Test
  void theLineEndsAtNul() {
    assertThat(parse("quiet\0 nokaslr", LINUX_6_12).isOn(SoftwareFeature.NOKASLR)).isFalse();
  }

  @Test
  void aLongTokenGoesOnAsANewOne() {
    String cut = "x".repeat(255);
    assertThat(parse(cut + "nokaslr", LINUX_6_12).isOn(SoftwareFeature.NOKASLR)).isTrue();
    assertThat(parse("x" + cut + "nokaslr", LINUX_6_12).isOn(SoftwareFeature.NOKASLR)).isFalse();
  }

  @Test
  void softwareFeaturesLieWhereTheDialectPutsThem() {
    assertThat(parse("rodata=off", LINUX_6_12).get(OverrideRegister.ARM64_SW))
        .isEqualTo(new OverrideValue(0x100, 0xf00));
    assertThat(parse("rodata=off", LPA2_SERIES).get(OverrideRegister.ARM64_SW))
        .isEqualTo(new OverrideValue(0x110, 0xff0));
    assertThat(parse("rodata=off", LPA2_SERIES).isOn(SoftwareFeature.NOWXN)).isTrue();
    assertThat(parse("rodata=off", LINUX_6_12).isOn(SoftwareFeature.NOWXN)).isFalse();
  }

  @Test
  void aRejectedSoftwareFeatureIsOffUnlessReadRaw() {
    OverrideDialect raw =
        OverrideDialect.of(KernelTraits.of(Set.of(Trait.OVERRIDE_HVHE, Trait.RAW_SW_OVERRIDES)));
    assertThat(parse("arm64_sw.hvhe=2", LINUX_6_12).isOn(SoftwareFeature.HVHE)).isFalse();
    assertThat(parse("arm64_sw.hvhe=2", raw).isOn(SoftwareFeature.HVHE)).isTrue();
  }

  @Test
  void verdictsTellWhatEachTokenDid() {
    FeatureOverrides overrides =
        parse("quiet arm64.nosve id_aa64pfr1.bt=10 ARM64.NOBTI arm64_sw.hvhe=1", LINUX_6_12);

    assertThat(overrides.verdicts())
        .extracting(OverrideVerdict::token, OverrideVerdict::outcome)
        .containsExactly(
            tuple("quiet", Outcome.IGNORED),
            tuple("arm64.nosve", Outcome.EXPANDED),
            tuple("id_aa64pfr0.sve=0", Outcome.ACCEPTED),
            tuple("id_aa64pfr1.bt=10", Outcome.MALFORMED),
            tuple("ARM64.NOBTI", Outcome.IGNORED),
            tuple("arm64_sw.hvhe=1", Outcome.REJECTED));
    assertThat(overrides.verdicts().get(4).reason()).contains("arm64.nobti");
    assertThat(overrides.verdicts().get(5).reason()).contains("EL1");
  }

  private static FeatureOverrides parse(String line, OverrideDialect dialect) {
    return FeatureOverrides.parse(line, LPA2_CPU, context(dialect));
  }

  private static OverrideContext context(OverrideDialect dialect) {
    return new OverrideContext(Granule.SIZE_4K, true, 1, false, dialect);
  }
}

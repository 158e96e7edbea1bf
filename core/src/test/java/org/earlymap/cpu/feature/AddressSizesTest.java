// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.override.FeatureOverrides;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided of address sizes; the captured boots compare the same with real registers. */
final class AddressSizesTest {
  @ParameterizedTest(name = "{0} pages, {1} bits, Linux {2}, MMFR0 {3}, MMFR2 {4}")
  @CsvSource({
    // The CPU has LPA2 with 4K and 16K pages, and 56 physical address bits.
    "4K, 52, 6.12.117, 0x10200007, 0x00000, 52, -1, true, 52, 5, 7",
    "4K, 52, 6.12.0, 0x10200007, 0x00000, 52, -1, true, 52, 6, 6",
    "16K, 52, 6.12.117, 0x10200006, 0x00000, 52, 0, true, 52, 5, 6",
    // It has not.
    "4K, 52, 6.12.117, 0x00100006, 0x10000, 48, 0, false, 48, 5, 5",
    "4K, 52, 6.12.0, 0x00100006, 0x10000, 48, 0, false, 52, 6, 6",
    "16K, 52, 6.12.117, 0x00100005, 0x10000, 47, 1, false, 48, 5, 5",
    // 64K pages ask for LVA.
    "64K, 52, 6.12.117, 0x00000006, 0x10000, 52, 1, false, 52, 6, 6",
    "64K, 52, 6.12.117, 0x00000004, 0x00000, 48, 1, false, 52, 4, 4",
    "4K, 48, 6.12.117, 0x10200007, 0x10000, 48, 0, false, 48, 5, 5",
  })
  void widthsFollowFromBuildAndCpu(
      String pages,
      int vaBits,
      String release,
      String mmfr0,
      String mmfr2,
      int vaBitsActual,
      int rootLevel,
      boolean lpa2Enabled,
      int physMaskBits,
      int initialIps,
      int ips) {
    KernelConfig config =
        KernelConfig.of(
            Map.of(
                "ARM64_" + pages + "_PAGES",
                "y",
                "ARM64_VA_BITS",
                Integer.toString(vaBits),
                "ARM64_PA_BITS",
                Integer.toString(vaBits)));
    IdRegisters cpu =
        IdRegisters.of(
            Map.of(
                IdRegister.ID_AA64MMFR0_EL1, Long.decode(mmfr0),
                IdRegister.ID_AA64MMFR2_EL1, Long.decode(mmfr2)));
    Granule granule = config.granule();
    assertThat(
            AddressSizes.of(
                config,
                KernelTraits.of(KernelRelease.parse(release).orElseThrow()),
                CpuFeatures.of(cpu, FeatureOverrides.none(), granule)))
        .isEqualTo(
            new AddressSizes(vaBitsActual, rootLevel, lpa2Enabled, physMaskBits, initialIps, ips));
  }
}

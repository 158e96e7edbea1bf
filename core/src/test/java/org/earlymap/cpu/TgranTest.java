// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.earlymap.arch.Granule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every value of the TGran fields that the architecture defines (Arm ARM D24.2). */
final class TgranTest {
  private static final long NO_GRANULE = 0xff00_0000L;

  @ParameterizedTest
  @CsvSource({
    "SIZE_4K, 0, true, false",
    "SIZE_4K, 1, true, true",
    "SIZE_4K, 15, false, false",
    "SIZE_16K, 0, false, false",
    "SIZE_16K, 1, true, false",
    "SIZE_16K, 2, true, true",
    "SIZE_64K, 0, true, false",
    "SIZE_64K, 15, false, false",
  })
  void ofStage1(Granule granule, long field, boolean has, boolean lpa2) {
    long mmfr0 = field << Tgran.shift(granule);
    assertThat(Tgran.hasGranule(granule, mmfr0)).isEqualTo(has);
    assertThat(Tgran.hasLpa2(granule, mmfr0)).isEqualTo(lpa2);
    assertThat(Tgran.hasGranuleAtStage2(granule, mmfr0)).as("0 is as stage 1").isEqualTo(has);
    assertThat(Tgran.hasLpa2AtStage2(granule, mmfr0)).as("0 is as stage 1").isEqualTo(lpa2);
  }

  @ParameterizedTest
  @CsvSource({
    "SIZE_4K, 40, 1, false, false",
    "SIZE_4K, 40, 2, true, false",
    "SIZE_4K, 40, 3, true, true",
    "SIZE_16K, 32, 1, false, false",
    "SIZE_16K, 32, 2, true, false",
    "SIZE_16K, 32, 3, true, true",
    "SIZE_64K, 36, 1, false, false",
    "SIZE_64K, 36, 2, true, false",
  })
  void ofStage2(Granule granule, int shift, long field, boolean has, boolean lpa2) {
    long all = 1L << 28 | 2L << 20; // stage 1 has every granule, and LPA2
    for (long stage1 : new long[] {all, NO_GRANULE}) {
      long mmfr0 = field << shift | stage1;
      assertThat(Tgran.hasGranuleAtStage2(granule, mmfr0)).isEqualTo(has);
      assertThat(Tgran.hasLpa2AtStage2(granule, mmfr0)).isEqualTo(lpa2);
    }
  }
}

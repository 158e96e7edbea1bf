// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Address bits above 47, each alone, where each format keeps them. */
class OutputAddressTest {
  @ParameterizedTest
  @CsvSource({"47,47", "48,48", "49,49", "50,8", "51,9"})
  void lpa2(int addressBit, int descriptorBit) {
    long pa = 1L << addressBit;
    assertThat(DescriptorFormat.LPA2.encode(pa)).isEqualTo(1L << descriptorBit);
    for (Granule granule : new Granule[] {Granule.SIZE_4K, Granule.SIZE_16K}) {
      assertThat(DescriptorFormat.LPA2.decode(1L << descriptorBit, granule)).isEqualTo(pa);
    }
  }

  @ParameterizedTest
  @CsvSource({"46,46", "47,47", "48,12", "49,13", "50,14", "51,15"})
  void lpa(int addressBit, int descriptorBit) {
    long pa = 1L << addressBit;
    assertThat(DescriptorFormat.LPA_64K.encode(pa)).isEqualTo(1L << descriptorBit);
    assertThat(DescriptorFormat.LPA_64K.decode(1L << descriptorBit, Granule.SIZE_64K))
        .isEqualTo(pa);
  }

  /** DS = 0: descriptor bits 49:48 and SH are no address, whatever they hold. */
  @ParameterizedTest
  @ValueSource(longs = {1L << 48, 1L << 49, 3L << 8, 1L << 8, 3L << 48 | 3L << 8})
  void withoutDsNothingIsAddressAboveBit47(long bits) {
    assertThat(DescriptorFormat.PA48.decode(bits, Granule.SIZE_4K)).isZero();
    assertThat(DescriptorFormat.PA48.decode(bits, Granule.SIZE_64K)).isZero();
  }

  @Test
  void rootsOf52BitAddressesAreIn64ByteSteps() {
    TranslationRegime lpa2 = new TranslationRegime(Granule.SIZE_4K, 52, DescriptorFormat.LPA2);
    long root = 0xf_0000_4045_e080L;
    Ttbr ttbr = Ttbr.of(root);
    assertThat(ttbr.value()).isEqualTo(0x4045_e0bcL);
    assertThat(ttbr.rootAddress(lpa2)).isEqualTo(root);
    assertThat(new Ttbr(0x0002_0000_4045_e001L).rootAddress(lpa2)).isEqualTo(0x4045_e000L);
    assertThat(new Ttbr(0x0002_0000_4045_e001L).asid()).isEqualTo(2);
    assertThat(new Ttbr(0x0002_0000_4045_e001L).commonNotPrivate()).isTrue();
    TranslationRegime plain = new TranslationRegime(Granule.SIZE_4K, 48, DescriptorFormat.PA48);
    assertThat(new Ttbr(0x4045_e83dL).rootAddress(plain)).isEqualTo(0x4045_e000L);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcrTest {
  /** Registers of running kernels. */
  @ParameterizedTest
  @CsvSource({
    "08400036b54c350c, UPPER, SIZE_4K, 52, LPA2, -1, 16",
    "08400036b54c350c, LOWER, SIZE_4K, 52, LPA2, -1, 16",
    "00400035b5503510, UPPER, SIZE_4K, 48, PA48, 0, 512",
    "004000357551b511, UPPER, SIZE_16K, 47, PA48, 1, 2048",
    "000000307551b510, LOWER, SIZE_16K, 48, PA48, 0, 2",
    "000000307551b510, UPPER, SIZE_16K, 47, PA48, 1, 2048",
    "00000030f5567510, UPPER, SIZE_64K, 42, PA48, 2, 8192",
    "00000036f54c7510, UPPER, SIZE_64K, 52, LPA_64K, 1, 1024",
    "00000035f5507510, UPPER, SIZE_64K, 48, PA48, 1, 64",
    "00000030755cb510, UPPER, SIZE_16K, 36, PA48, 2, 2048",
  })
  void regimeOfARegister(
      String value,
      VaHalf half,
      Granule granule,
      int vaBits,
      DescriptorFormat format,
      int rootLevel,
      int rootEntries) {
    TranslationRegime regime = new Tcr(Long.parseUnsignedLong(value, 16)).regime(half);
    assertThat(regime).isEqualTo(new TranslationRegime(granule, vaBits, format));
    assertThat(regime.rootLevel()).isEqualTo(rootLevel);
    assertThat(regime.rootEntries()).isEqualTo(rootEntries);
  }

  @Test
  void impossibleRegistersSayWhatIsWrong() {
    assertThatThrownBy(() -> new Tcr(0x0040_0036_b54c_350cL).regime(VaHalf.UPPER))
        .isInstanceOf(TcrException.class)
        .hasMessage("TCR_EL1 0x00400036b54c350c: T1SZ is 12, which 4K granules need DS = 1 for");
    assertThatThrownBy(() -> new Tcr(0x3510_3510L).regime(VaHalf.UPPER))
        .isInstanceOf(TcrException.class)
        .hasMessageContaining("TG1 is 0");
    assertThatThrownBy(() -> new Tcr(0xb501_f510L).regime(VaHalf.LOWER))
        .isInstanceOf(TcrException.class)
        .hasMessageContaining("TG0 is 3");
    assertThatThrownBy(() -> new Tcr(0xb501_3501L).regime(VaHalf.LOWER))
        .isInstanceOf(TcrException.class)
        .hasMessageContaining("T0SZ is 1, expected 12 to 48");
  }

  @Test
  void memoryTypesByName() {
    assertThat(Mair.LINUX.type(0).describe()).isEqualTo("Normal WB RA WA");
    assertThat(Mair.LINUX.type(2).describe()).isEqualTo("Normal NC");
    assertThat(Mair.LINUX.type(3).describe()).isEqualTo("Device-nGnRnE");
    assertThat(Mair.LINUX.type(4).describe()).isEqualTo("Device-nGnRE");
    assertThat(new MemoryType(0xf0).describe()).isEqualTo("Normal-Tagged WB RA WA");
    assertThat(new MemoryType(0x4f).describe()).isEqualTo("Normal outer NC, inner WB RA WA");
    assertThat(new MemoryType(0x02).isReserved()).isTrue();
    assertThat(new MemoryType(0xe0).isReserved()).isTrue();
    assertThat(new MemoryType(0x04).isDevice()).isTrue();
  }

  /** Blocks and contiguous runs exactly where Arm ARM D8.3.1 and D8.7.1 have them. */
  @ParameterizedTest
  @CsvSource({
    "SIZE_4K, PA48, -/1, 1/16, 2/16, 16",
    "SIZE_4K, LPA2, 0/1, 1/16, 2/16, 16",
    "SIZE_16K, PA48, -/1, -/1, 2/32, 128",
    "SIZE_16K, LPA2, -/1, 1/1, 2/32, 128",
    "SIZE_64K, PA48, -/1, -/1, 2/32, 32",
    "SIZE_64K, LPA_64K, -/1, 1/1, 2/32, 32",
  })
  void blocksAndContiguousRuns(
      Granule granule,
      DescriptorFormat format,
      String level0,
      String level1,
      String level2,
      int level3) {
    TranslationRegime regime = new TranslationRegime(granule, 48, format);
    String[] rows = {level0, level1, level2};
    for (int level = 0; level <= 2; level++) {
      String[] row = rows[level].split("/", -1);
      assertThat(regime.allowsBlock(level)).isEqualTo(!row[0].equals("-"));
      assertThat(granule.contiguousEntries(level)).isEqualTo(Integer.parseInt(row[1]));
    }
    assertThat(granule.contiguousEntries(3)).isEqualTo(level3);
    assertThat(regime.allowsBlock(-1)).isFalse();
    assertThat(regime.allowsBlock(3)).isFalse();
  }
}

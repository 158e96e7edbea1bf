// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.earlymap.Range;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlyParametersTest {
  private static final KernelConfig CONFIG =
      KernelConfig.of(
          Map.of(
              "ARM64_4K_PAGES", "y",
              "ARM64_VA_BITS", "48",
              "ARM64_PA_BITS", "48",
              "KFENCE", "y",
              "KFENCE_SAMPLE_INTERVAL", "0"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "mem=256M|0x10000000",
        "mem=0x9abcdef|0x9abc000",
        "mem=02000000000|0x10000000",
        "mem=1t|0x10000000000",
        "mem=64M mem=300M|0x12c00000",
        "mem=64M mem|0x4000000",
        "mem=64M -- mem=32M|0x4000000",
        "\"mem=256M\"|0x10000000",
      })
  void aLimitIsWholePages(String commandLine, String limit) {
    assertThat(read(commandLine).memoryLimit()).hasValue(Long.decode(limit));
  }

  @ParameterizedTest
  @CsvSource({"mem=0", "mem=4095", "mem=64M mem=", "mem=64M mem=x", "mem", "nomem=64M"})
  void aLimitOfNoPageIsNone(String commandLine) {
    assertThat(read(commandLine).memoryLimit()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "100,true",
    "0x64,true",
    "-1,true",
    "100ms,true",
    "0,false",
    "00,false",
    "-0,false",
    "0x100000000,false",
    "x,false",
    "-,false",
    "'',false"
  })
  void kfenceTakesAnyNumberButZero(String interval, boolean on) {
    assertThat(read("kfence.sample_interval=" + interval).kfence()).isEqualTo(on);
  }

  @Test
  void anInitrdHasAStartAndASize() {
    assertThat(read("initrd=0x5f812345,4M").initrd()).contains(new Range(0x5f812345, 0x5fc12345));
    assertThat(read("initrdmem=1G,0x10 initrd=/boot/initrd.img").initrd())
        .contains(new Range(0x4000_0000, 0x4000_0010));
    assertThat(read("initrd=0x5f812345").initrd()).isEmpty();
    assertThat(read("initrd=0,0").initrd()).contains(new Range(0, 0));
  }

  private static EarlyParameters read(String commandLine) {
    KernelTraits traits = KernelTraits.of(KernelRelease.parse("6.12.117").orElseThrow());
    return EarlyParameters.of(CONFIG, traits, commandLine);
  }
}

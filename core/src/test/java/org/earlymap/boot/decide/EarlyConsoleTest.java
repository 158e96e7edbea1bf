// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlyConsoleTest {
  private static final long STDOUT = 0x1234_5000L;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "earlycon=pl011,0x9000000|0x9000000",
        "earlycon=pl011,mmio32,0x9000123,115200|0x9000123",
        "earlycon=uart8250,mmio32native,4096|0x1000",
        "earlycon|0x12345000",
        "earlycon=|0",
        "earlycon=pl011|0",
        "earlycon=pl011,0|0",
        "earlycon=pl011,0x0|0",
        "earlycon=uart8250,io,0x3f8|0",
        "earlycon earlycon=pl011,0x9000000|0x9000000",
        "earlycon=pl011,0x9000000 earlycon=pl011,0x8000000|0x9000000",
        "earlycon=bad earlycon|0x12345000",
        "console=ttyAMA0|0"
      })
  void isWhereTheParametersSay(String commandLine, String address) {
    long expected = Long.decode(address);
    OptionalLong found = read(commandLine, Map.of());
    assertThat(found).isEqualTo(expected == 0 ? OptionalLong.empty() : OptionalLong.of(expected));
  }

  @Test
  void withTheAcpiTableAnEmptyValueAsksTheTree() {
    assertThat(read("earlycon=", Map.of("ACPI_SPCR_TABLE", "y"))).hasValue(STDOUT);
  }

  @Test
  void aKernelWithoutEarlyConsolesMapsNone() {
    assertThat(read("earlycon=pl011,0x9000000", Map.of("SERIAL_EARLYCON", "n"))).isEmpty();
  }

  private static OptionalLong read(String commandLine, Map<String, String> more) {
    Map<String, String> options = new HashMap<>();
    options.put("ARM64_4K_PAGES", "y");
    options.put("ARM64_VA_BITS", "48");
    options.put("ARM64_PA_BITS", "48");
    options.put("SERIAL_EARLYCON", "y");
    options.put("FIX_EARLYCON_MEM", "y");
    options.putAll(more);
    KernelTraits traits = KernelTraits.of(KernelRelease.parse("6.12.117").orElseThrow());
    return EarlyParameters.of(KernelConfig.of(options), traits, commandLine)
        .earlyConsole()
        .address(OptionalLong.of(STDOUT));
  }
}

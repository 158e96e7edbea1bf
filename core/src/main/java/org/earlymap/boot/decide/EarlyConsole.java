// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import java.util.List;
import java.util.OptionalLong;
import org.earlymap.config.KernelConfig;

/**
 * The console that {@code earlycon} asks for ({@code param_setup_earlycon}), as far as the fixmap
 * shows it. That the kernel has a driver for it is taken for granted.
 *
 * @param named the physical address that the first such parameter gives
 * @param asksTree whether the device tree is to name the device, which the former goes before
 */
public record EarlyConsole(OptionalLong named, boolean asksTree) {
  /** No console. */
  static final EarlyConsole NONE = new EarlyConsole(OptionalLong.empty(), false);

  /** What comes before the address, except where it starts with 0x itself. */
  private static final List<String> ACCESSES =
      List.of("mmio,", "mmio16,", "mmio32,", "mmio32be,", "mmio32native,");

  /** The console after one more parameter. */
  EarlyConsole with(boolean hasValue, String value, KernelConfig config) {
    if (!config.isSet("SERIAL_EARLYCON") || !config.isSet("FIX_EARLYCON_MEM")) {
      return this;
    }
    if (value.isEmpty()) {
      return new EarlyConsole(named, asksTree || !hasValue || config.isSet("ACPI_SPCR_TABLE"));
    }
    return named.isPresent() ? this : new EarlyConsole(address(value), asksTree);
  }

  /**
   * Where the console's registers are.
   *
   * @param stdout what the device tree names
   */
  public OptionalLong address(OptionalLong stdout) {
    return named.isEmpty() && asksTree ? stdout : named;
  }

  /** {@code uart_parse_earlycon}: the address behind the driver's name; 0 is none. */
  private static OptionalLong address(String value) {
    int comma = value.indexOf(',');
    String options = comma < 0 ? "" : value.substring(comma + 1);
    for (String access : ACCESSES) {
      if (options.startsWith(access)) {
        return some(KernelNumber.plain(options, access.length()).value());
      }
    }
    return options.startsWith("0x")
        ? some(KernelNumber.plain(options, 0).value())
        : OptionalLong.empty();
  }

  private static OptionalLong some(long pa) {
    return pa == 0 ? OptionalLong.empty() : OptionalLong.of(pa);
  }
}

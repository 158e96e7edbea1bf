// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import org.earlymap.arch.Granule;

/**
 * What the override parser's filters look at beside the ID registers.
 *
 * @param granule the kernel's page size
 * @param lpa2Kernel whether the kernel is built with CONFIG_ARM64_LPA2
 * @param bootEl the exception level at which the kernel was entered, 1 or 2
 * @param e2hStuck whether HCR_EL2.E2H cannot be cleared ({@code BOOT_CPU_FLAG_E2H} of an EL2 boot)
 * @param dialect which registers, fields and aliases the kernel knows
 */
public record OverrideContext(
    Granule granule, boolean lpa2Kernel, int bootEl, boolean e2hStuck, OverrideDialect dialect) {
  public OverrideContext {
    if (bootEl != 1 && bootEl != 2) {
      throw new IllegalArgumentException("the kernel is entered at EL1 or EL2, not EL" + bootEl);
    }
  }
}

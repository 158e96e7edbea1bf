// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import java.util.Locale;

/** The features of {@link OverrideRegister#ARM64_SW}; each is a 4-bit field. */
public enum SoftwareFeature {
  /** {@code nokaslr}: the kernel is not displaced. */
  NOKASLR,
  /** KVM runs in VHE's hypervisor mode with split hypervisor mappings. */
  HVHE,
  /** {@code rodata=off}: kernel text stays writable. */
  RODATAOFF,
  /** {@code arm64.nowxn}: SCTLR_EL1.WXN is cleared again. */
  NOWXN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The field's name on the command line. */
  public String label() {
    return label;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import java.util.Locale;
import java.util.Optional;
import org.earlymap.cpu.IdRegister;

/**
 * What the command line can override: the kernel's {@code struct arm64_ftr_override} variables,
 * each a copy of an ID register's bits, and {@link #ARM64_SW} for features that no register shows.
 */
public enum OverrideRegister {
  ID_AA64MMFR0,
  ID_AA64MMFR1,
  ID_AA64MMFR2,
  ID_AA64MMFR4,
  ID_AA64PFR0,
  ID_AA64PFR1,
  ID_AA64ZFR0,
  ID_AA64SMFR0,
  ID_AA64ISAR1,
  ID_AA64ISAR2,
  ARM64_SW;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name on the kernel's command line, such as {@code id_aa64pfr0}. */
  public String label() {
    return label;
  }

  /** The ID register whose bits are overridden; none for {@link #ARM64_SW}. */
  public Optional<IdRegister> idRegister() {
    return this == ARM64_SW
        ? Optional.empty()
        : Optional.of(IdRegister.valueOf(name().concat("_EL1")));
  }
}

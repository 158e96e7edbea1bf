// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import java.util.Locale;
import java.util.Optional;

/** The AArch64 identification registers that a kernel's early decisions read (Arm ARM D24.2). */
public enum IdRegister {
  MIDR_EL1,
  REVIDR_EL1,
  ID_AA64PFR0_EL1,
  ID_AA64PFR1_EL1,
  ID_AA64PFR2_EL1,
  ID_AA64ZFR0_EL1,
  ID_AA64SMFR0_EL1,
  ID_AA64DFR0_EL1,
  ID_AA64DFR1_EL1,
  ID_AA64ISAR0_EL1,
  ID_AA64ISAR1_EL1,
  ID_AA64ISAR2_EL1,
  ID_AA64ISAR3_EL1,
  ID_AA64MMFR0_EL1,
  ID_AA64MMFR1_EL1,
  ID_AA64MMFR2_EL1,
  ID_AA64MMFR3_EL1,
  ID_AA64MMFR4_EL1;

  /** The register of a name, in any case, with or without {@code _EL1}. */
  public static Optional<IdRegister> named(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    for (IdRegister register : values()) {
      if (register.name().equals(wanted) || register.name().equals(wanted + "_EL1")) {
        return Optional.of(register);
      }
    }
    return Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import java.util.Locale;
import java.util.Optional;

/** The AArch64 identification registers that a kernel's early decisions read (Arm ARM D24.2). */
public enum IdRegister {
  MIDR_EL1(0, 0),
  REVIDR_EL1(0, 6),
  ID_AA64PFR0_EL1(4, 0),
  ID_AA64PFR1_EL1(4, 1),
  ID_AA64PFR2_EL1(4, 2),
  ID_AA64ZFR0_EL1(4, 4),
  ID_AA64SMFR0_EL1(4, 5),
  ID_AA64DFR0_EL1(5, 0),
  ID_AA64DFR1_EL1(5, 1),
  ID_AA64ISAR0_EL1(6, 0),
  ID_AA64ISAR1_EL1(6, 1),
  ID_AA64ISAR2_EL1(6, 2),
  ID_AA64ISAR3_EL1(6, 3),
  ID_AA64MMFR0_EL1(7, 0),
  ID_AA64MMFR1_EL1(7, 1),
  ID_AA64MMFR2_EL1(7, 2),
  ID_AA64MMFR3_EL1(7, 3),
  ID_AA64MMFR4_EL1(7, 4);

  private final String encoding;

  /** A register of op0 3, op1 0 and CRn 0. */
  IdRegister(int crm, int op2) {
    encoding = "S3_0_C0_C" + crm + "_" + op2;
  }

  /**
   * The register of a name, in any case, with or without {@code _EL1}, or of the encoding that
   * assemblers take for a name, such as {@code S3_0_C0_C7_0}.
   */
  public static Optional<IdRegister> named(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    for (IdRegister register : values()) {
      if (register.name().equals(wanted)
          || register.name().equals(wanted + "_EL1")
          || register.encoding.equals(wanted)) {
        return Optional.of(register);
      }
    }
    return Optional.empty();
  }
}

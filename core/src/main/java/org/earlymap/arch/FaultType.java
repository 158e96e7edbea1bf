// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/** Why a translation fails, as the fault status code of PAR_EL1 and ESR_EL1 has it. */
public enum FaultType {
  /** An entry is invalid or reserved, or the address is outside the tables' reach. */
  TRANSLATION(0b000100, 0b101011),
  /** A table or a leaf has an address beyond the output size. */
  ADDRESS_SIZE(0b000000, 0b101001),
  /** A leaf's access flag is clear and the hardware does not set it. */
  ACCESS_FLAG(0b001000, 0b001000),
  /** The access is not permitted. */
  PERMISSION(0b001100, 0b001100),
  /** A table lies where no memory answers. */
  EXTERNAL_ABORT(0b010100, 0b010011);

  private final int code;
  private final int codeAtLevelMinus1;

  FaultType(int code, int codeAtLevelMinus1) {
    this.code = code;
    this.codeAtLevelMinus1 = codeAtLevelMinus1;
  }

  /** The fault status code, 6 bits, at lookup {@code level} -1 to 3 (Arm ARM D24.2.40). */
  public int statusCode(int level) {
    return level < 0 ? codeAtLevelMinus1 : code | level;
  }

  /** In words: {@code translation fault}. */
  public String describe() {
    return switch (this) {
      case TRANSLATION -> "translation fault";
      case ADDRESS_SIZE -> "address size fault";
      case ACCESS_FLAG -> "access flag fault";
      case PERMISSION -> "permission fault";
      case EXTERNAL_ABORT -> "external abort on the walk";
    };
  }
}

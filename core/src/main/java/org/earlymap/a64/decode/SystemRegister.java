// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

/**
 * One system register.
 *
 * @param index its place in {@link SystemRegisters}
 * @param name its name as the Arm ARM spells it
 * @param encoding op0, op1, CRn, CRm and op2 as bits 20:5 of MRS and MSR
 * @param access what reading and writing it does
 * @param feature the feature without which a CPU does not have it; empty where all have it
 */
public record SystemRegister(int index, String name, int encoding, Access access, String feature) {

  /** What reading and writing a register does. */
  public enum Access {
    /** It keeps what is written. */
    RW,
    /** It reads as the description of the CPU says; writing it is undefined. */
    RO,
    /** It reads as zero, and what is written is lost. */
    RAZ,
    /** It keeps what is written, and that changes how addresses translate. */
    REGIME,
    /** Its meaning is code. */
    SPECIAL
  }

  /** The lowest exception level that may access it by this encoding. */
  public int lowestLevel() {
    return switch (encoding >>> 11 & 7) {
      case 3 -> 0;
      case 4, 5 -> 2;
      case 6, 7 -> 3;
      default -> 1;
    };
  }
}

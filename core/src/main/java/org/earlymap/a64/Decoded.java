// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

/**
 * A decoded instruction as one number: from bit 0 up the operation (10 bits), four operands of 6
 * bits each, most of them slots of {@link CpuState#x}, and a signed immediate of 30 bits.
 */
final class Decoded {
  static final int OP_MASK = 0x3ff;
  static final int SLOT_MASK = 0x3f;
  static final int RD_SHIFT = 10;
  static final int RN_SHIFT = 16;
  static final int RM_SHIFT = 22;
  static final int RA_SHIFT = 28;
  static final int IMMEDIATE_SHIFT = 34;

  private Decoded() {}

  static long of(int op) {
    return of(op, CpuState.ZERO, CpuState.ZERO, CpuState.ZERO, CpuState.ZERO, 0);
  }

  static long of(int op, int rd, int rn, int rm, int ra, int immediate) {
    return op
        | (long) rd << RD_SHIFT
        | (long) rn << RN_SHIFT
        | (long) rm << RM_SHIFT
        | (long) ra << RA_SHIFT
        | (long) immediate << IMMEDIATE_SHIFT;
  }

  static int op(long decoded) {
    return (int) decoded & OP_MASK;
  }

  static int rd(long decoded) {
    return (int) (decoded >>> RD_SHIFT) & SLOT_MASK;
  }

  static int rn(long decoded) {
    return (int) (decoded >>> RN_SHIFT) & SLOT_MASK;
  }

  static int rm(long decoded) {
    return (int) (decoded >>> RM_SHIFT) & SLOT_MASK;
  }

  static int ra(long decoded) {
    return (int) (decoded >>> RA_SHIFT) & SLOT_MASK;
  }

  static long immediate(long decoded) {
    return decoded >> IMMEDIATE_SHIFT;
  }
}

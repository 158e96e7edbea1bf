// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

/**
 * A decoded instruction as one number: from bit 0 up the operation (10 bits), four operands of 6
 * bits each, most of them slots of the registers, and a signed immediate of 30 bits.
 */
public final class Decoded {
  public static final int OP_MASK = 0x3ff;
  public static final int SLOT_MASK = 0x3f;
  public static final int RD_SHIFT = 10;
  public static final int RN_SHIFT = 16;
  public static final int RM_SHIFT = 22;
  public static final int RA_SHIFT = 28;
  public static final int IMMEDIATE_SHIFT = 34;

  private Decoded() {}

  public static long of(int op) {
    return of(
        op, RegisterSlots.ZERO, RegisterSlots.ZERO, RegisterSlots.ZERO, RegisterSlots.ZERO, 0);
  }

  public static long of(int op, int rd, int rn, int rm, int ra, int immediate) {
    return op
        | (long) rd << RD_SHIFT
        | (long) rn << RN_SHIFT
        | (long) rm << RM_SHIFT
        | (long) ra << RA_SHIFT
        | (long) immediate << IMMEDIATE_SHIFT;
  }

  public static int op(long decoded) {
    return (int) decoded & OP_MASK;
  }

  public static int rd(long decoded) {
    return (int) (decoded >>> RD_SHIFT) & SLOT_MASK;
  }

  public static int rn(long decoded) {
    return (int) (decoded >>> RN_SHIFT) & SLOT_MASK;
  }

  public static int rm(long decoded) {
    return (int) (decoded >>> RM_SHIFT) & SLOT_MASK;
  }

  public static int ra(long decoded) {
    return (int) (decoded >>> RA_SHIFT) & SLOT_MASK;
  }

  public static long immediate(long decoded) {
    return decoded >> IMMEDIATE_SHIFT;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

/**
 * Where register 31 of an instruction is found, beside general registers 0 to 30: it is the stack
 * pointer, zero when read, or nothing when written.
 */
public final class RegisterSlots {
  /** The slot of the current stack pointer. */
  public static final int SP = 31;

  /** The slot that instructions write where register 31 discards. */
  public static final int DISCARD = 32;

  /** The slot that instructions read where register 31 is zero. */
  public static final int ZERO = 33;

  private RegisterSlots() {}
}

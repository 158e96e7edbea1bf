// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * SCTLR_EL1, as far as translation depends on it (Arm ARM D24.2.159).
 *
 * @param value the register, 64 bits
 */
public record Sctlr(long value) {
  public static final long M = 1L;
  public static final long C = 1L << 2;
  public static final long I = 1L << 12;
  public static final long WXN = 1L << 19;
  public static final long EE = 1L << 25;

  /** M: stage 1 translation is on. */
  public boolean mmuEnabled() {
    return (value & M) != 0;
  }

  /** WXN: what is writable is not executable. */
  public boolean wxn() {
    return (value & WXN) != 0;
  }

  /** EE: descriptors are big endian. */
  public boolean bigEndian() {
    return (value & EE) != 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * MAIR_EL1: eight memory types (Arm ARM D24.2.109).
 *
 * @param value the register, 64 bits
 */
public record Mair(long value) {
  /** The types that an arm64 Linux kernel programs when it enables the MMU. */
  public static final Mair LINUX = new Mair(0x0000_0004_0044_ffffL);

  /** The memory type at {@code index}, 0 to 7. */
  public MemoryType type(int index) {
    return new MemoryType((int) (value >>> (index * 8)) & 0xff);
  }
}

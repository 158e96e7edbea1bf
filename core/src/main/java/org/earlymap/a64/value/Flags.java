// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.value;

/** N, Z, C and V as bits 3 to 0, and the conditions on them (Arm ARM C1.2.4). */
public final class Flags {
  /** By condition: bit n says whether it holds where the flags are n. */
  private static final int[] HOLDS = conditions();

  private Flags() {}

  /** Whether condition {@code condition}, 0 to 15, holds. */
  public static boolean hold(int condition, int nzcv) {
    return (HOLDS[condition & 15] >>> nzcv & 1) != 0;
  }

  /** The flags of {@code a + b} in 64 bits. */
  public static int ofAdd(long a, long b) {
    long sum = a + b;
    return signAndZero(sum)
        | (int) (((a & b) | ((a | b) & ~sum)) >>> 63) << 1
        | (int) (((a ^ sum) & (b ^ sum)) >>> 63);
  }

  /** The flags of {@code a - b} in 64 bits. */
  public static int ofSubtract(long a, long b) {
    long difference = a - b;
    return signAndZero(difference)
        | (int) (((a & ~b) | ((a | ~b) & ~difference)) >>> 63) << 1
        | (int) (((a ^ b) & (a ^ difference)) >>> 63);
  }

  /** The flags of {@code a + b} in 32 bits. */
  public static int ofAdd32(long a, long b) {
    return ofAdd(a << 32, b << 32);
  }

  /** The flags of {@code a - b} in 32 bits. */
  public static int ofSubtract32(long a, long b) {
    return ofSubtract(a << 32, b << 32);
  }

  /** N and Z of a result of 64 bits. */
  public static int signAndZero(long result) {
    return (int) (result >>> 63) << 3 | (result == 0 ? 4 : 0);
  }

  private static int[] conditions() {
    int[] conditions = new int[16];
    for (int flags = 0; flags < 16; flags++) {
      boolean n = (flags & 8) != 0;
      boolean z = (flags & 4) != 0;
      boolean c = (flags & 2) != 0;
      boolean v = (flags & 1) != 0;
      boolean[] even = {z, c, n, v, c && !z, n == v, n == v && !z, true};
      for (int i = 0; i < even.length; i++) {
        conditions[2 * i] |= (even[i] ? 1 : 0) << flags;
        conditions[2 * i + 1] |= (even[i] && i < 7 ? 0 : 1) << flags;
      }
    }
    return conditions;
  }
}

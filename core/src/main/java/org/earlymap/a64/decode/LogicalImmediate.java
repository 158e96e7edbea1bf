// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

/**
 * The immediates of AND, ORR, EOR and ANDS: a run of ones in an element of 2 to 64 bits, rotated,
 * repeated over 64 bits (Arm ARM, DecodeBitMasks).
 */
public final class LogicalImmediate {
  /** By N, immr and imms, 13 bits, as far as decoded instructions use them. */
  private static final long[] VALUES = new long[1 << 13];

  private LogicalImmediate() {}

  /** Whether N, immr and imms stand for an immediate; from then on {@link #value} has it. */
  static boolean isValid(int index) {
    int length = (index >>> 6 & 0x40) | (~index & 0x3f);
    int elementBits = Integer.highestOneBit(length);
    if (elementBits < 2) {
      return false;
    }
    int ones = (index & (elementBits - 1)) + 1;
    if (ones == elementBits) {
      return false;
    }
    int rotation = index >>> 6 & (elementBits - 1);
    long run = -1L >>> (64 - ones);
    long element = run;
    if (rotation != 0) {
      element = run >>> rotation | run << (elementBits - rotation);
    }
    if (elementBits < 64) {
      element &= (1L << elementBits) - 1;
      for (int bits = elementBits; bits < 64; bits *= 2) {
        element |= element << bits;
      }
    }
    VALUES[index] = element;
    return true;
  }

  /** The immediate of N, immr and imms for which {@link #isValid} has said yes. */
  public static long value(int index) {
    return VALUES[index & 0x1fff];
  }
}

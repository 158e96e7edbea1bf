// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

/** Fields of an instruction's word. */
final class Bits {
  private Bits() {}

  /** The bits of a 32-bit pattern, bit 31 first, at which {@code letter} stands. */
  static int mask(String pattern, char letter) {
    int mask = 0;
    for (int i = 0; i < Integer.SIZE; i++) {
      mask = mask << 1 | (pattern.charAt(i) == letter ? 1 : 0);
    }
    return mask;
  }

  /** The bits of {@code word} that {@code mask} selects, moved together. */
  static int gather(int word, int mask) {
    int gathered = 0;
    int filled = 0;
    for (int left = mask; left != 0; left &= left - 1) {
      gathered |= (word >>> Integer.numberOfTrailingZeros(left) & 1) << filled;
      filled++;
    }
    return gathered;
  }
}

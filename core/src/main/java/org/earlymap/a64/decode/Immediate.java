// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

import java.util.function.IntUnaryOperator;

/** How the immediate of a decoded instruction is made of the fields i, l and r of its word. */
final class Immediate {
  /** What is not valid as an immediate of its kind; the instruction is undefined. */
  static final int INVALID = Integer.MIN_VALUE;

  private Immediate() {}

  /**
   * The function from an instruction's word to its immediate, a signed number of 30 bits.
   *
   * @param kind as the instruction table has it
   * @param pattern the instruction's bits
   */
  static IntUnaryOperator of(String kind, String pattern) {
    int mask = Bits.mask(pattern, 'i');
    int low = Bits.mask(pattern, 'l');
    int rotation = Bits.mask(pattern, 'r');
    int width = Integer.bitCount(mask);
    return switch (kind) {
      case "none" -> word -> 0;
      case "u" -> word -> Bits.gather(word, mask);
      case "u<<12" -> word -> Bits.gather(word, mask) << 12;
      case "-u" -> word -> -Bits.gather(word, mask);
      case "-u<<12" -> word -> -(Bits.gather(word, mask) << 12);
      case "s" -> word -> signed(Bits.gather(word, mask), width);
      case "adr" ->
          word -> signed(Bits.gather(word, mask) << 2 | Bits.gather(word, low), width + 2);
      case "mask" ->
          word -> {
            int index = Bits.gather(word, mask);
            return LogicalImmediate.isValid(index) ? index : INVALID;
          };
      case "bitfield32" ->
          word -> bitfield(31, Bits.gather(word, rotation), Bits.gather(word, mask));
      case "bitfield64" ->
          word -> bitfield(63, Bits.gather(word, rotation), Bits.gather(word, mask));
      case "insert" -> word -> Bits.gather(word, rotation) | Bits.gather(word, mask) << 6;
      // Bits 20:5, of which bit 20 is set.
      case "system" -> word -> word >>> 5 & 0xffff;
      case "auth" ->
          // LDRAA and LDRAB: S and imm9 in units of 8, and behind them M and W.
          word ->
              signed((word >>> 22 & 1) << 9 | Bits.gather(word, mask), 10) * 8 * 4
                  | (word >>> 22 & 2)
                  | (word >>> 11 & 1);
      // ADDG and SUBG: an offset in granules, and behind it that of the tag.
      case "tag" -> word -> Bits.gather(word, mask) << 4 | Bits.gather(word, low);
      default -> scaled(kind, mask, width);
    };
  }

  private static IntUnaryOperator scaled(String kind, int mask, int width) {
    if (kind.startsWith("u*")) {
      int factor = Integer.parseInt(kind.substring(2));
      return word -> Bits.gather(word, mask) * factor;
    }
    if (kind.startsWith("s*")) {
      int factor = Integer.parseInt(kind.substring(2));
      return word -> signed(Bits.gather(word, mask), width) * factor;
    }
    int constant = Integer.parseInt(kind);
    return word -> constant;
  }

  private static int signed(int value, int width) {
    return value << (32 - width) >> (32 - width);
  }

  /**
   * UBFM and SBFM are a shift to the left and one to the right: the first in bits 5:0, the second
   * in bits 11:6.
   */
  private static int bitfield(int top, int rotation, int last) {
    int left = top - last;
    int right = last >= rotation ? left + rotation : rotation - last - 1;
    return left | right << 6;
  }
}

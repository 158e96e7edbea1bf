// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.value;

import java.util.function.LongUnaryOperator;

/**
 * The architecture's codes of pointers: the block cipher QARMA-64 as Arm uses it (Arm ARM D8.10.6,
 * ComputePAC), with five rounds on each side or with three.
 *
 * <p>All but the substitution of nibbles is linear, so a layer is eight look-ups, one for each
 * byte.
 */
public final class Qarma {
  private static final int ROUNDS_5 = 4;
  private static final int ROUNDS_3 = 2;
  private static final long[] CONSTANTS = {
    0,
    0x1319_8a2e_0370_7344L,
    0xa409_3822_299f_31d0L,
    0x082e_fa98_ec4e_6c89L,
    0x4528_21e6_38d0_1377L
  };
  private static final long ALPHA = 0xc0ac_29b7_c97c_50ddL;

  /** Nibble n of the result is nibble CELLS[n] of the source. */
  private static final int[] CELLS = {13, 6, 11, 0, 7, 12, 1, 10, 8, 3, 14, 5, 2, 9, 4, 15};

  private static final int[] TWEAK_CELLS = {4, 5, 6, 7, 11, 2, 3, 8, 12, 13, 14, 15, 0, 1, 10, 9};

  /** Nibbles of a tweak that are rotated as well, by their place in the result. */
  private static final int TWEAK_ROTATED = 1 << 2 | 1 << 4 | 1 << 7 | 1 << 11 | 7 << 14 | 1 << 12;

  private static final int[] ROTATIONS = {0, 1, 2, 1};

  private static final byte[] SUBSTITUTE_5 = nibbles(0xa12d_5473_e90c_f86bL);
  private static final byte[] INVERSE_5 = inverse(SUBSTITUTE_5);
  private static final byte[] SUBSTITUTE_3 = nibbles(0x421b_c089_537f_6edaL);

  private static final long[] FORWARD = linear(cell -> mixed(permuted(cell, CELLS)));
  private static final long[] PERMUTE_BACK = linear(cell -> permuted(cell, inverse(CELLS)));
  private static final long[] BACKWARD = linear(cell -> permuted(mixed(cell), inverse(CELLS)));
  private static final long[] TWEAK = linear(Qarma::tweaked);
  private static final long[] TWEAK_BACK = linear(Qarma::tweakedBack);

  private Qarma() {}

  /**
   * The code of {@code data}, all 64 bits of it.
   *
   * @param high bits 127:64 of the key
   * @param low bits 63:0 of the key
   * @param three whether it is QARMA3
   */
  public static long code(long data, long modifier, long high, long low, boolean three) {
    int rounds = three ? ROUNDS_3 : ROUNDS_5;
    byte[] substitute = three ? SUBSTITUTE_3 : SUBSTITUTE_5;
    byte[] back = three ? SUBSTITUTE_3 : INVERSE_5;
    long middleKey = high << 63 | (high >>> 1 ^ high >>> 63);
    long tweak = modifier;
    long value = data ^ high;
    for (int i = 0; i <= rounds; i++) {
      value ^= low ^ tweak ^ CONSTANTS[i];
      value = substituted(i > 0 ? apply(FORWARD, value) : value, substitute);
      tweak = apply(TWEAK, tweak);
    }
    value = substituted(apply(FORWARD, value ^ middleKey ^ tweak), substitute);
    value = apply(PERMUTE_BACK, apply(FORWARD, value) ^ low);
    value = apply(BACKWARD, substituted(value, back)) ^ high ^ tweak;
    for (int i = rounds; i >= 0; i--) {
      value = substituted(value, back);
      value = i > 0 ? apply(BACKWARD, value) : value;
      tweak = apply(TWEAK_BACK, tweak);
      value ^= CONSTANTS[i] ^ low ^ tweak ^ ALPHA;
    }
    return value ^ middleKey;
  }

  private static long apply(long[] layer, long value) {
    long result = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      result ^= layer[i << 8 | ((int) (value >>> (8 * i)) & 0xff)];
    }
    return result;
  }

  private static long substituted(long value, byte[] table) {
    long result = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      result |= (table[(int) (value >>> (8 * i)) & 0xff] & 0xffL) << (8 * i);
    }
    return result;
  }

  /** A table by bytes of a layer that is linear. */
  private static long[] linear(LongUnaryOperator layer) {
    long[] table = new long[Long.BYTES << 8];
    for (int i = 0; i < Long.BYTES; i++) {
      for (int value = 1; value < 256; value++) {
        table[i << 8 | value] = layer.applyAsLong((long) value << (8 * i));
      }
    }
    return table;
  }

  /** A table by bytes of what becomes of each nibble: nibble n is what n becomes. */
  private static byte[] nibbles(long becomes) {
    byte[] table = new byte[256];
    for (int value = 0; value < 256; value++) {
      table[value] = (byte) (nibble(becomes, value >> 4) << 4 | nibble(becomes, value & 15));
    }
    return table;
  }

  private static byte[] inverse(byte[] table) {
    byte[] inverse = new byte[256];
    for (int value = 0; value < 256; value++) {
      inverse[table[value] & 0xff] = (byte) value;
    }
    return inverse;
  }

  private static int[] inverse(int[] permutation) {
    int[] inverse = new int[permutation.length];
    for (int i = 0; i < permutation.length; i++) {
      inverse[permutation[i]] = i;
    }
    return inverse;
  }

  private static int nibble(long value, int number) {
    return (int) (value >>> (4 * number)) & 15;
  }

  private static long permuted(long value, int[] from) {
    long result = 0;
    for (int i = 0; i < from.length; i++) {
      result |= (long) nibble(value, from[i]) << (4 * i);
    }
    return result;
  }

  /** Nibbles as a matrix of four rows, multiplied by one whose entries are rotations. */
  private static long mixed(long value) {
    long result = 0;
    for (int i = 0; i < 16; i++) {
      int sum = 0;
      for (int row = 0; row < 4; row++) {
        int rotation = ROTATIONS[(row - (i >> 2)) & 3];
        if (rotation > 0) {
          int cell = nibble(value, row << 2 | (i & 3));
          sum ^= (cell << rotation | cell >> (4 - rotation)) & 15;
        }
      }
      result |= (long) sum << (4 * i);
    }
    return result;
  }

  private static long tweaked(long value) {
    long result = permuted(value, TWEAK_CELLS);
    for (int i = 0; i < 16; i++) {
      if ((TWEAK_ROTATED >>> i & 1) != 0) {
        int cell = nibble(result, i);
        int rotated = cell >> 1 | ((cell ^ (cell >> 1)) & 1) << 3;
        result = (result & ~(15L << (4 * i))) | (long) rotated << (4 * i);
      }
    }
    return result;
  }

  private static long tweakedBack(long value) {
    long result = value;
    for (int i = 0; i < 16; i++) {
      if ((TWEAK_ROTATED >>> i & 1) != 0) {
        int cell = nibble(result, i);
        int rotated = ((cell << 1) & 15) | ((cell & 1) ^ (cell >> 3));
        result = (result & ~(15L << (4 * i))) | (long) rotated << (4 * i);
      }
    }
    return permuted(result, inverse(TWEAK_CELLS));
  }
}

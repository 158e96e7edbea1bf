// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static org.earlymap.a64.CpuState.ZERO;
import static org.earlymap.a64.value.Flags.ofAdd;
import static org.earlymap.a64.value.Flags.ofSubtract;
import static org.earlymap.a64.value.Flags.signAndZero;

import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.Op;

/** Operations on general registers and flags that kernels execute rarely. */
public final class IntegerOperations {
  private static final long LOW = 0xffff_ffffL;

  /** The polynomials of CRC-32 and CRC-32C, bit reversed. */
  private static final int CRC = 0xedb88320;

  private static final int CRC_C = 0x82f63b78;

  private IntegerOperations() {}

  static void execute(CpuState state, long decoded) {
    long[] x = state.x;
    int rd = Decoded.rd(decoded);
    int ra = Decoded.ra(decoded);
    long n = x[Decoded.rn(decoded)];
    long m = x[Decoded.rm(decoded)];
    long imm = Decoded.immediate(decoded);
    switch (Decoded.op(decoded)) {
      case Op.CFINV -> state.nzcv ^= 2;
      case Op.XAFLAG -> state.nzcv = toArm(state.nzcv);
      case Op.AXFLAG -> state.nzcv = toExternal(state.nzcv);
      case Op.SDIV_W -> x[rd] = (int) m == 0 ? 0 : (long) (int) n / (int) m & LOW;
      case Op.SDIV_X -> x[rd] = m == 0 ? 0 : n / m;
      case Op.RORV_W -> x[rd] = Integer.rotateRight((int) n, (int) m) & LOW;
      case Op.RORV_X -> x[rd] = Long.rotateRight(n, (int) m);
      case Op.CRC32 -> x[rd] = checksum((int) n, m, 1 << (ra & 3), ra < 4 ? CRC : CRC_C) & LOW;
      case Op.RBIT_W -> x[rd] = Integer.reverse((int) n) & LOW;
      case Op.REV16_W -> x[rd] = reverse16(n) & LOW;
      case Op.REV16_X -> x[rd] = reverse16(n);
      case Op.CLS_W -> x[rd] = Integer.numberOfLeadingZeros(((int) n ^ (int) n << 1) | 1);
      case Op.CLS_X -> x[rd] = Long.numberOfLeadingZeros((n ^ n << 1) | 1);
      case Op.REV32_X -> x[rd] = Long.rotateLeft(Long.reverseBytes(n), 32);
      case Op.LOGICAL_W_SHIFT -> {
        long result = logical(ra, n, shifted32((int) m, (int) imm >> 5, (int) imm & 31)) & LOW;
        if (ra >= 6) {
          state.nzcv = signAndZero(result << 32);
        }
        x[rd] = result;
      }
      case Op.LOGICAL_X_SHIFT -> {
        long result = logical(ra, n, shifted64(m, (int) imm >> 6, (int) imm & 63));
        if (ra >= 6) {
          state.nzcv = signAndZero(result);
        }
        x[rd] = result;
      }
      case Op.EON_W -> x[rd] = ~(n ^ m << imm) & LOW;
      case Op.EON_X -> x[rd] = ~(n ^ m << imm);
      case Op.ADD_W_LSR -> x[rd] = add32(state, ra, n, (int) m >>> (int) imm);
      case Op.ADD_W_ASR -> x[rd] = add32(state, ra, n, (int) m >> (int) imm);
      case Op.ADD_X_LSR -> x[rd] = add64(state, ra, n, m >>> imm);
      case Op.ADD_X_ASR -> x[rd] = add64(state, ra, n, m >> imm);
      case Op.ADDS_W_EXTEND -> x[rd] = add32(state, 1, n, extend(m, ra, imm));
      case Op.SUB_W_EXTEND -> x[rd] = add32(state, 2, n, extend(m, ra, imm));
      case Op.SUBS_W_EXTEND -> x[rd] = add32(state, 3, n, extend(m, ra, imm));
      case Op.ADDS_X_EXTEND -> x[rd] = add64(state, 1, n, extend(m, ra, imm));
      case Op.CARRY_W -> x[rd] = withCarry(state, ra, n << 32, m << 32, 1L << 32) >>> 32;
      case Op.CARRY_X -> x[rd] = withCarry(state, ra, n, m, 1);
      case Op.RMIF -> {
        int rotated = (int) Long.rotateRight(n, (int) imm) & 15;
        state.nzcv = (state.nzcv & ~rd) | (rotated & rd);
      }
      case Op.SETF8 -> state.nzcv = narrowFlags(n, 8) | (state.nzcv & 2);
      case Op.SETF16 -> state.nzcv = narrowFlags(n, 16) | (state.nzcv & 2);
      case Op.SMSUBL -> x[rd] = x[ra] - (long) (int) n * (int) m;
      case Op.UMSUBL -> x[rd] = x[ra] - (n & LOW) * (m & LOW);
      case Op.SMULH -> x[rd] = Math.multiplyHigh(n, m);
      case Op.EXTREME_WI -> x[rd] = extreme32((int) n, (int) bound(imm), (int) imm >> 8) & LOW;
      case Op.EXTREME_XI -> x[rd] = extreme64(n, bound(imm), (int) imm >> 8);
      case Op.EXTREME_W -> x[rd] = extreme32((int) n, (int) m, (int) imm) & LOW;
      case Op.EXTREME_X -> x[rd] = extreme64(n, m, (int) imm);
      case Op.CTZ_W -> x[rd] = Integer.numberOfTrailingZeros((int) n);
      case Op.CTZ_X -> x[rd] = Long.numberOfTrailingZeros(n);
      case Op.CNT_W -> x[rd] = Integer.bitCount((int) n);
      case Op.CNT_X -> x[rd] = Long.bitCount(n);
      case Op.ABS_W -> x[rd] = Math.abs((int) n) & LOW;
      case Op.ABS_X -> x[rd] = Math.abs(n);
      default -> throw new IllegalStateException("no operation " + Decoded.op(decoded));
    }
    x[ZERO] = 0;
  }

  /** The immediate of SMAX and its kin: 8 bits, unsigned for UMAX and UMIN. */
  private static long bound(long imm) {
    return (imm >> 8 & 1) != 0 ? imm & 0xff : (byte) imm;
  }

  /** SMAX, UMAX, SMIN, UMIN: kinds 0 to 3. */
  private static long extreme64(long a, long b, int kind) {
    return switch (kind) {
      case 0 -> Math.max(a, b);
      case 1 -> Long.compareUnsigned(a, b) > 0 ? a : b;
      case 2 -> Math.min(a, b);
      default -> Long.compareUnsigned(a, b) < 0 ? a : b;
    };
  }

  private static int extreme32(int a, int b, int kind) {
    return switch (kind) {
      case 0 -> Math.max(a, b);
      case 1 -> Integer.compareUnsigned(a, b) > 0 ? a : b;
      case 2 -> Math.min(a, b);
      default -> Integer.compareUnsigned(a, b) < 0 ? a : b;
    };
  }

  /** The upper half of the product of unsigned numbers. */
  static long unsignedHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
  }

  /** A register offset: kinds 0 to 3 are UXTW, LSL, SXTW and SXTX. */
  static long offset(long value, int kind, long shift) {
    long extended = (kind & 1) != 0 ? value : kind == 0 ? value & LOW : (int) value;
    return extended << shift;
  }

  /** A register extended by its kind, UXTB to SXTX, and shifted to the left. */
  static long extend(long value, int kind, long shift) {
    long extended =
        switch (kind) {
          case 0 -> value & 0xff;
          case 1 -> value & 0xffff;
          case 2 -> value & LOW;
          case 4 -> (byte) value;
          case 5 -> (short) value;
          case 6 -> (int) value;
          default -> value;
        };
    return extended << shift;
  }

  /** BFM: the rotation in bits 5:0 of {@code field}, the last bit in bits 11:6. */
  static long insert64(long into, long value, int field) {
    int rotation = field & 63;
    int last = field >> 6;
    long mask =
        last >= rotation
            ? -1L >>> (63 - (last - rotation))
            : -1L >>> (63 - last) << (64 - rotation);
    return (into & ~mask) | (Long.rotateRight(value, rotation) & mask);
  }

  /** BFM in 32 bits. */
  static long insert32(long into, long value, int field) {
    int rotation = field & 63;
    int last = field >> 6;
    int mask =
        last >= rotation ? -1 >>> (31 - (last - rotation)) : -1 >>> (31 - last) << (32 - rotation);
    return (((int) into & ~mask) | (Integer.rotateRight((int) value, rotation) & mask)) & LOW;
  }

  private static long logical(int kind, long n, long m) {
    long other = (kind & 1) != 0 ? ~m : m;
    return switch (kind >> 1) {
      case 1 -> n | other;
      case 2 -> n ^ other;
      default -> n & other;
    };
  }

  private static long shifted64(long value, int kind, int amount) {
    return switch (kind) {
      case 0 -> value << amount;
      case 1 -> value >>> amount;
      case 2 -> value >> amount;
      default -> Long.rotateRight(value, amount);
    };
  }

  private static long shifted32(int value, int kind, int amount) {
    return switch (kind) {
      case 0 -> value << amount;
      case 1 -> value >>> amount;
      case 2 -> value >> amount;
      default -> Integer.rotateRight(value, amount);
    };
  }

  /** ADD, ADDS, SUB and SUBS are kinds 0 to 3. */
  private static long add64(CpuState state, int kind, long a, long b) {
    if ((kind & 1) != 0) {
      state.nzcv = kind == 1 ? ofAdd(a, b) : ofSubtract(a, b);
    }
    return kind < 2 ? a + b : a - b;
  }

  private static long add32(CpuState state, int kind, long a, long b) {
    return add64(state, kind, a << 32, b << 32) >>> 32;
  }

  /**
   * ADC, ADCS, SBC and SBCS are kinds 0 to 3.
   *
   * @param unit what the carry adds
   */
  private static long withCarry(CpuState state, int kind, long a, long m, long unit) {
    long b = kind < 2 ? m : ~m & -unit;
    long carry = (state.nzcv & 2) != 0 ? unit : 0;
    long sum = a + b + carry;
    if ((kind & 1) != 0) {
      state.nzcv =
          signAndZero(sum)
              | (int) (((a & b) | ((a | b) & ~sum)) >>> 63) << 1
              | (int) (((a ^ sum) & (b ^ sum)) >>> 63);
    }
    return sum;
  }

  private static long reverse16(long value) {
    long odd = value >>> 8 & 0x00ff_00ff_00ff_00ffL;
    long even = value & 0x00ff_00ff_00ff_00ffL;
    return odd | even << 8;
  }

  private static int narrowFlags(long value, int bits) {
    int sign = (int) (value >>> (bits - 1)) & 1;
    int above = (int) (value >>> bits) & 1;
    boolean zero = (value & ((1L << bits) - 1)) == 0;
    return sign << 3 | (zero ? 4 : 0) | (sign ^ above);
  }

  /** XAFlag: from the flags that other architectures' comparisons leave. */
  private static int toArm(int nzcv) {
    boolean z = (nzcv & 4) != 0;
    boolean c = (nzcv & 2) != 0;
    return (!c && !z ? 8 : 0) | (z && c ? 4 : 0) | (c || z ? 2 : 0) | (!c && z ? 1 : 0);
  }

  /** AXFlag: the other way. */
  private static int toExternal(int nzcv) {
    boolean z = (nzcv & 4) != 0;
    boolean c = (nzcv & 2) != 0;
    boolean v = (nzcv & 1) != 0;
    return (z || v ? 4 : 0) | (c && !v ? 2 : 0);
  }

  private static int checksum(int accumulator, long value, int bytes, int polynomial) {
    int crc = accumulator;
    for (int i = 0; i < bytes; i++) {
      crc ^= (int) (value >>> (8 * i)) & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ (-(crc & 1) & polynomial);
      }
    }
    return crc;
  }
}

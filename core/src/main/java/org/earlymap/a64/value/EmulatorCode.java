// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.value;

/**
 * The codes of pointers where the algorithm is the implementation's own (ID_AA64ISAR1_EL1.API): as
 * QEMU has them, a hash by xxHash64 of four numbers with the seed 1. What a CPU of silicon computes
 * there nobody tells.
 */
public final class EmulatorCode {
  private static final long SEED = 1;

  /** PRIME_1 and PRIME_2 together, of which 64 bits are left. */
  private static final long PRIMES = 0x60ea_27ee_adc0_b5d6L;

  private static final long PRIME_1 = 0x9e37_79b1_85eb_ca87L;
  private static final long PRIME_2 = 0xc2b2_ae3d_27d4_eb4fL;
  private static final long PRIME_3 = 0x1656_67b1_9e37_79f9L;
  private static final long PRIME_4 = 0x85eb_ca77_c2b2_ae63L;

  private EmulatorCode() {}

  /**
   * The code of {@code data}.
   *
   * @param high bits 127:64 of the key
   * @param low bits 63:0 of the key
   */
  public static long code(long data, long modifier, long high, long low) {
    long a = round(SEED + PRIMES, data);
    long b = round(SEED + PRIME_2, modifier);
    long c = round(SEED, low);
    long d = round(SEED - PRIME_1, high);
    long hash =
        Long.rotateLeft(a, 1)
            + Long.rotateLeft(b, 7)
            + Long.rotateLeft(c, 12)
            + Long.rotateLeft(d, 18);
    hash = merged(merged(merged(merged(hash, a), b), c), d);
    hash = (hash ^ hash >>> 33) * PRIME_2;
    hash = (hash ^ hash >>> 29) * PRIME_3;
    return hash ^ hash >>> 32;
  }

  private static long round(long sum, long value) {
    return Long.rotateLeft(sum + value * PRIME_2, 31) * PRIME_1;
  }

  private static long merged(long hash, long sum) {
    return (hash ^ round(0, sum)) * PRIME_1 + PRIME_4;
  }
}

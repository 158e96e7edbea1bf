// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * TCR_EL1 (Arm ARM D24.2.185).
 *
 * @param value the register, 64 bits
 */
public record Tcr(long value) {
  public static final int T0SZ_SHIFT = 0;
  public static final int T1SZ_SHIFT = 16;
  public static final int IPS_SHIFT = 32;
  public static final long WALKS_WRITE_BACK_INNER_SHAREABLE = 0x3500_3500L;
  public static final long A1 = 1L << 22;
  public static final long AS = 1L << 36;
  public static final long TBI0 = 1L << 37;
  public static final long TBI1 = 1L << 38;
  public static final long HA = 1L << 39;
  public static final long HD = 1L << 40;
  public static final long HPD0 = 1L << 41;
  public static final long HPD1 = 1L << 42;
  public static final long TBID1 = 1L << 52;
  public static final long NFD1 = 1L << 54;
  public static final long E0PD1 = 1L << 56;
  public static final long TCMA1 = 1L << 58;
  public static final long DS = 1L << 59;

  private static final long SIZE_MASK = 0x3f;

  /** TG0 and TG1 of one granule for both halves; the two fields encode differently. */
  public static long granuleBits(Granule granule) {
    return switch (granule) {
      case SIZE_4K -> 2L << 30;
      case SIZE_16K -> (1L << 30) | (2L << 14);
      case SIZE_64K -> (3L << 30) | (1L << 14);
    };
  }

  /** T0SZ: the lower half has 64 - T0SZ address bits. */
  public int t0sz() {
    return (int) (value & SIZE_MASK);
  }

  /** T1SZ: the upper half has 64 - T1SZ address bits. */
  public int t1sz() {
    return (int) (value >>> T1SZ_SHIFT & SIZE_MASK);
  }

  /** IPS, bits 34:32: the size of an intermediate physical address, encoded as PARange is. */
  public int ips() {
    return (int) (value >>> IPS_SHIFT & 7);
  }

  /** DS: descriptors hold 52-bit addresses with 4K and 16K granules (FEAT_LPA2). */
  public boolean ds() {
    return (value & DS) != 0;
  }

  /** This register with another T0SZ. */
  public Tcr withT0sz(int t0sz) {
    return new Tcr((value & ~(SIZE_MASK << T0SZ_SHIFT)) | ((long) t0sz << T0SZ_SHIFT));
  }

  /** This register with another T1SZ. */
  public Tcr withT1sz(int t1sz) {
    return new Tcr((value & ~(SIZE_MASK << T1SZ_SHIFT)) | ((long) t1sz << T1SZ_SHIFT));
  }

  /** This register with another IPS. */
  public Tcr withIps(int ips) {
    return new Tcr((value & ~(7L << IPS_SHIFT)) | ((long) ips << IPS_SHIFT));
  }

  /** This register with {@code bits} set. */
  public Tcr with(long bits) {
    return new Tcr(value | bits);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/** The half of the address space that one translation table base register serves (Arm ARM D8.2). */
public enum VaHalf {
  /** Addresses from zero up, TTBR0. */
  LOWER,
  /** Addresses up to the top, TTBR1. */
  UPPER;

  /** The lowest address of this half when it is {@code vaBits} wide. */
  public long start(int vaBits) {
    return this == LOWER ? 0 : -1L << vaBits;
  }

  /** The half that bit 55 of {@code va} selects. */
  public static VaHalf of(long va) {
    return (va >>> 55 & 1) == 0 ? LOWER : UPPER;
  }

  /** The register's name: {@code TTBR0} or {@code TTBR1}. */
  public String register() {
    return this == LOWER ? "TTBR0" : "TTBR1";
  }
}

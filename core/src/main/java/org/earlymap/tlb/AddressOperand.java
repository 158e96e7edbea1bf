// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import java.util.OptionalInt;
import org.earlymap.arch.Granule;

/**
 * The operand of an invalidation by address (Arm ARM C5.5, TLBI VAE1IS): ASID in bits 63:48, TTL in
 * 47:44, address bits 55:12 in 43:0.
 *
 * @param asid the address space identifier, 16 bits; zero where the instruction has none
 * @param ttl the translation table level hint, 4 bits: the granule (1 to 3, 0 for no hint) and the
 *     level
 * @param page bits 55:12 of the address, 44 bits
 */
public record AddressOperand(int asid, int ttl, long page) {
  private static final int PAGE_SHIFT = 12;
  private static final int PAGE_BITS = 44;
  private static final int TTL_SHIFT = 44;
  private static final int ASID_SHIFT = 48;
  private static final long PAGE_MASK = (1L << PAGE_BITS) - 1;

  /** Takes an operand apart. */
  public static AddressOperand decode(long operand) {
    return new AddressOperand(
        (int) (operand >>> ASID_SHIFT), (int) (operand >>> TTL_SHIFT) & 0xf, operand & PAGE_MASK);
  }

  /**
   * The operand for {@code address} without a level hint.
   *
   * @param address virtual or intermediate physical, 64 bits
   */
  public static AddressOperand of(long address, int asid) {
    return new AddressOperand(asid, 0, address >>> PAGE_SHIFT & PAGE_MASK);
  }

  /** The register value. */
  public long encode() {
    return (long) asid << ASID_SHIFT | (long) ttl << TTL_SHIFT | page;
  }

  /** This operand with the hint that the leaf entry is at {@code level}, 0 to 3. */
  public AddressOperand withLevel(Granule granule, int level) {
    return new AddressOperand(asid, RangeOperand.granuleField(granule) << 2 | level, page);
  }

  /** The level of the hint, or nothing without one. */
  public OptionalInt level() {
    return ttl >>> 2 == 0 ? OptionalInt.empty() : OptionalInt.of(ttl & 3);
  }

  /** The virtual address: bit 55 decides which half of the address space. */
  public long va() {
    int unused = Long.SIZE - PAGE_BITS - PAGE_SHIFT;
    return page << PAGE_SHIFT << unused >> unused;
  }

  /** The intermediate physical address. */
  public long ipa() {
    return page << PAGE_SHIFT;
  }
}

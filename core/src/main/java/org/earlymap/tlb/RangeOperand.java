// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import org.earlymap.arch.Granule;

/**
 * The operand of an invalidation by range (Arm ARM C5.5, TLBI RVAE1IS): ASID in bits 63:48, TG in
 * 47:46, SCALE in 45:44, NUM in 43:39, TTL in 38:37, BaseADDR in 36:0.
 *
 * @param asid the address space identifier, 16 bits; zero where the instruction has none
 * @param tg the granule: 1 for 4K, 2 for 16K, 3 for 64K; 0 is reserved
 * @param scale 0 to 3
 * @param num 0 to 31
 * @param ttl the level of the leaf entries, 1 to 3; 0 for any
 * @param baddr the base: the address in pages, or in units of 64 KiB where the regime has TCR.DS
 */
public record RangeOperand(int asid, int tg, int scale, int num, int ttl, long baddr) {
  /** With TCR.DS the base is aligned to 64 KiB whatever the granule. */
  public static final int LPA2_BASE_SHIFT = 16;

  private static final int BADDR_BITS = 37;
  private static final long BADDR_MASK = (1L << BADDR_BITS) - 1;
  private static final int TTL_SHIFT = 37;
  private static final int NUM_SHIFT = 39;
  private static final int SCALE_SHIFT = 44;
  private static final int TG_SHIFT = 46;
  private static final int ASID_SHIFT = 48;

  /** The most pages that one operation covers: NUM 31 at SCALE 3. */
  public static final long MOST_PAGES = pages(31, 3);

  /** Takes an operand apart. */
  public static RangeOperand decode(long operand) {
    return new RangeOperand(
        (int) (operand >>> ASID_SHIFT),
        (int) (operand >>> TG_SHIFT) & 3,
        (int) (operand >>> SCALE_SHIFT) & 3,
        (int) (operand >>> NUM_SHIFT) & 0x1f,
        (int) (operand >>> TTL_SHIFT) & 3,
        operand & BADDR_MASK);
  }

  /** The register value; bits that do not fit their field are dropped. */
  public long encode() {
    return (long) asid << ASID_SHIFT
        | (tg & 3L) << TG_SHIFT
        | (scale & 3L) << SCALE_SHIFT
        | (num & 0x1fL) << NUM_SHIFT
        | (ttl & 3L) << TTL_SHIFT
        | (baddr & BADDR_MASK);
  }

  /** The pages that {@code num} and {@code scale} mean: (NUM + 1) * 2^(5 * SCALE + 1). */
  public static long pages(int num, int scale) {
    return (num + 1L) << (5 * scale + 1);
  }

  /** The pages that the operation covers. */
  public long pages() {
    return pages(num, scale);
  }

  /** The TG field for {@code granule}; also bits 3:2 of a TTL hint. */
  public static int granuleField(Granule granule) {
    return switch (granule) {
      case SIZE_4K -> 1;
      case SIZE_16K -> 2;
      case SIZE_64K -> 3;
    };
  }

  /** Log2 of the unit of BaseADDR: a page, or 64 KiB where the regime has TCR.DS. */
  public static int baseShift(Granule granule, boolean lpa2) {
    return lpa2 ? LPA2_BASE_SHIFT : granule.shift();
  }

  /** The first virtual address that the CPU takes the operation to mean. */
  public long va(Granule granule, boolean lpa2) {
    int unused = Long.SIZE - BADDR_BITS;
    return baddr << unused >> unused << baseShift(granule, lpa2);
  }

  /** The first intermediate physical address that the CPU takes the operation to mean. */
  public long ipa(Granule granule, boolean lpa2) {
    return baddr << baseShift(granule, lpa2);
  }

  /**
   * Whether TTL promises leaf entries that the base is not aligned to; what is invalidated then is
   * unpredictable (Arm ARM C5.5).
   */
  public boolean isMisalignedForTtl(Granule granule, boolean lpa2) {
    return ttl != 0 && (va(granule, lpa2) & (granule.levelSize(ttl) - 1)) != 0;
  }
}

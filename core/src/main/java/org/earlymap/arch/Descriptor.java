// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/** The bits of a stage 1 descriptor, and what they make it (Arm ARM D8.3.1 and D8.3.2). */
public final class Descriptor {
  /** Bit 0: the entry translates. */
  public static final long VALID = 1L;

  /** Bits 1:0 of a table descriptor at levels -1 to 2. */
  public static final long TABLE = 3L;

  /** Bits 1:0 of a block descriptor at levels 0 to 2. */
  public static final long BLOCK = 1L;

  /** Bits 1:0 of a page descriptor at level 3. */
  public static final long PAGE = 3L;

  /** Bits 1:0: what kind of descriptor it is. */
  public static final long TYPE_MASK = 3L;

  /** Bits 4:2: index of the memory attributes in MAIR. */
  public static final int ATTR_INDEX_SHIFT = 2;

  /** Bit 5, NS: of a leaf of EL3, the physical address is a non-secure one. */
  public static final long NS = 1L << 5;

  /** Bit 6, AP[1]: EL0 has access too. */
  public static final long AP_EL0 = 1L << 6;

  /** Bit 7, AP[2]: read only. */
  public static final long AP_READ_ONLY = 1L << 7;

  /** Bits 9:8: outer shareable (only where shareability is not in TCR). */
  public static final long SH_OUTER = 2L << 8;

  /** Bits 9:8: inner shareable (only where shareability is not in TCR). */
  public static final long SH_INNER = 3L << 8;

  /** Bits 9:8: the shareability field. */
  public static final long SH_MASK = 3L << 8;

  /** Bit 10: the access flag. */
  public static final long AF = 1L << 10;

  /** Bit 11: not global, the entry belongs to an ASID. */
  public static final long NG = 1L << 11;

  /** Bit 50: guarded page (BTI). */
  public static final long GP = 1L << 50;

  /** Bit 51: dirty bit modifier; Linux's "writable". */
  public static final long DBM = 1L << 51;

  /** Bit 52: one of a contiguous run. */
  public static final long CONTIGUOUS = 1L << 52;

  /** Bit 53: never executable at EL1. */
  public static final long PXN = 1L << 53;

  /** Bit 54: never executable at EL0. */
  public static final long UXN = 1L << 54;

  /** Bit 59 of a table descriptor: nothing beneath is executable at EL1. */
  public static final long PXN_TABLE = 1L << 59;

  /** Bit 60 of a table descriptor: nothing beneath is executable at EL0. */
  public static final long UXN_TABLE = 1L << 60;

  /** Bits 62:61 of a table descriptor: limits on access beneath. */
  public static final int AP_TABLE_SHIFT = 61;

  private Descriptor() {}

  /** Whether bit 0 is set. */
  public static boolean isValid(long descriptor) {
    return (descriptor & VALID) != 0;
  }

  /** Whether {@code descriptor}, found at {@code level}, points to a next-level table. */
  public static boolean isTable(long descriptor, int level) {
    return level < 3 && (descriptor & TYPE_MASK) == TABLE;
  }

  /** Whether {@code descriptor}, found at {@code level}, has the bits of a page or block. */
  public static boolean isLeaf(long descriptor, int level) {
    return (descriptor & TYPE_MASK) == (level == 3 ? PAGE : BLOCK);
  }

  /** The index into MAIR of a leaf, 0 to 7. */
  public static int attrIndex(long descriptor) {
    return (int) (descriptor >>> ATTR_INDEX_SHIFT) & 7;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * The translation granule: the size of a page and of a full table (Arm ARM D8.1).
 *
 * <p>Lookup levels run from -1 (only with 4 KiB granules and 52-bit addresses) to 3 (pages).
 */
public enum Granule {
  SIZE_4K(12),
  SIZE_16K(14),
  SIZE_64K(16);

  private final int shift;

  Granule(int shift) {
    this.shift = shift;
  }

  /**
   * The granule of a size in bytes.
   *
   * @throws IllegalArgumentException unless {@code bytes} is 4096, 16384 or 65536
   */
  public static Granule ofBytes(long bytes) {
    for (Granule granule : values()) {
      if (granule.bytes() == bytes) {
        return granule;
      }
    }
    throw new IllegalArgumentException(
        "a granule is 4096, 16384 or 65536 bytes, not " + Long.toUnsignedString(bytes));
  }

  /** Log2 of the page size: 12, 14 or 16. */
  public int shift() {
    return shift;
  }

  /** The page size, which is also the size of a full table, in bytes. */
  public long bytes() {
    return 1L << shift;
  }

  /** How many bits of an address one full table resolves: 9, 11 or 13. */
  public int bitsPerLevel() {
    return shift - 3;
  }

  /** How many 8-byte descriptors a full table holds: 512, 2048 or 8192. */
  public int entriesPerTable() {
    return 1 << bitsPerLevel();
  }

  /** Log2 of the bytes that one entry at {@code level} (-1 to 3) translates. */
  public int levelShift(int level) {
    return bitsPerLevel() * (4 - level) + 3;
  }

  /** The bytes that one entry at {@code level} (-1 to 3) translates. */
  public long levelSize(int level) {
    return 1L << levelShift(level);
  }

  /**
   * How many adjacent entries form a contiguous run at {@code level}, or 1 where the architecture
   * has no contiguous hint (Arm ARM D8.7.1).
   */
  public int contiguousEntries(int level) {
    return switch (this) {
      case SIZE_4K -> level >= 1 ? 16 : 1;
      case SIZE_16K -> level == 3 ? 128 : level == 2 ? 32 : 1;
      case SIZE_64K -> level >= 2 ? 32 : 1;
    };
  }

  /** {@code address} rounded down to a page. */
  public long pageDown(long address) {
    return address & -bytes();
  }

  /** {@code address} rounded up to a page (modulo 2^64). */
  public long pageUp(long address) {
    return (address + bytes() - 1) & -bytes();
  }

  /** The name as the kernel's configuration spells it: {@code 4K}, {@code 16K}, {@code 64K}. */
  public String label() {
    return (bytes() >> 10) + "K";
  }
}

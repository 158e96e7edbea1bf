// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * One half of a stage 1 address space: which granule, how many address bits, which descriptors (Arm
 * ARM D8.2).
 *
 * @param granule the translation granule
 * @param vaBits the width of an input address, 64 - TxSZ: 25 to 52 bits (this project builds 36 on)
 * @param format where descriptors keep their output address
 * @param concatenation log2 of how many tables side by side make the root: 0 to 4, and 0 but for
 *     stage 2 (Arm ARM D8.2.2)
 */
public record TranslationRegime(
    Granule granule, int vaBits, DescriptorFormat format, int concatenation) {
  /** The most tables that a root of stage 2 is made of, as log2. */
  public static final int MOST_CONCATENATION = 4;

  /** The least and the greatest width of an input address that the architecture allows. */
  private static final int LEAST_VA_BITS = 16;

  private static final int GREATEST_VA_BITS = 52;

  /**
   * Checks the width and the format against the granule.
   *
   * @throws IllegalArgumentException where the architecture has no such regime
   */
  public TranslationRegime {
    if (vaBits < LEAST_VA_BITS || vaBits > GREATEST_VA_BITS) {
      throw new IllegalArgumentException("an input address has 16 to 52 bits, not " + vaBits);
    }
    if (format == DescriptorFormat.LPA_64K && granule != Granule.SIZE_64K) {
      throw new IllegalArgumentException("FEAT_LPA descriptors need 64K granules");
    }
    if (format == DescriptorFormat.LPA2 && granule == Granule.SIZE_64K) {
      throw new IllegalArgumentException("FEAT_LPA2 descriptors need 4K or 16K granules");
    }
    int aboveRoot = vaBits - concatenation - granule.shift();
    boolean fits = concatenation == 0 || (aboveRoot > 0 && aboveRoot % granule.bitsPerLevel() == 0);
    if (concatenation < 0 || concatenation > MOST_CONCATENATION || !fits) {
      throw new IllegalArgumentException(
          "a root of " + vaBits + " bits is not made of 2^" + concatenation + " tables");
    }
  }

  /** One whose root is one table. */
  public TranslationRegime(Granule granule, int vaBits, DescriptorFormat format) {
    this(granule, vaBits, format, 0);
  }

  /** The level at which a walk starts, -1 to 3. */
  public int rootLevel() {
    int bits = vaBits - concatenation - granule.shift();
    int levels = (bits + granule.bitsPerLevel() - 1) / granule.bitsPerLevel();
    return 4 - levels;
  }

  /** How many entries the root table has; the last one is {@code rootEntries() - 1}. */
  public int rootEntries() {
    return 1 << (vaBits - granule.levelShift(rootLevel()));
  }

  /** The size of the root in bytes: at least 16, and a page at most for each of its tables. */
  public long rootBytes() {
    return rootEntries() * 8L;
  }

  /** How many entries a table at {@code level} has. */
  public int entries(int level) {
    return level == rootLevel() ? rootEntries() : granule.entriesPerTable();
  }

  /** The entry that translates {@code va} in a table at {@code level}. */
  public int index(long va, int level) {
    return (int) (va >>> granule.levelShift(level)) & (entries(level) - 1);
  }

  /**
   * Whether a block descriptor is allowed at {@code level} (Arm ARM D8.3.1.1): level 2 always,
   * level 1 with 4K granules, with 16K granules and LPA2, and with 64K granules and LPA; level 0
   * with 4K granules and LPA2.
   */
  public boolean allowsBlock(int level) {
    return switch (level) {
      case 2 -> true;
      case 1 -> granule == Granule.SIZE_4K || format != DescriptorFormat.PA48;
      case 0 -> granule == Granule.SIZE_4K && format == DescriptorFormat.LPA2;
      default -> false;
    };
  }

  /** The lowest address of the upper half (TTBR1), as an unsigned 64-bit number. */
  public long upperHalfStart() {
    return -1L << vaBits;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * How much room an image sets aside for the tables of its early boot: {@code INIT_DIR_SIZE}, {@code
 * INIT_IDMAP_DIR_SIZE} and {@code INIT_IDMAP_FDT_SIZE} ({@code asm/kernel-pgtable.h}). Addresses
 * are virtual, at link time; sizes are in bytes and whole pages.
 */
public final class StaticTables {
  /** The address bits of the ID map of kernels that build it in C. */
  public static final int IDMAP_VA_BITS = 48;

  private static final long MIB = 1L << 20;
  private static final long FDT_BLOCK_TABLES = 2;
  private static final long IDMAP_EXTRA_PAGES = 3;

  private final KernelConfig config;
  private final KernelTraits traits;
  private final long kimageVaddr;

  private StaticTables(VaLayout layout) {
    this.config = layout.config();
    this.traits = layout.traits();
    this.kimageVaddr = layout.kimageVaddr();
  }

  /** The static tables of {@code layout}'s build. */
  public static StaticTables of(VaLayout layout) {
    return new StaticTables(layout);
  }

  /** Log2 of SWAPPER_BLOCK_SIZE: a 2 MiB block with 4K pages, else a page. */
  public int blockShift() {
    return blocks() ? config.granule().levelShift(2) : config.granule().shift();
  }

  /** SWAPPER_PGTABLE_LEVELS: the levels of tables that the early kernel mapping needs. */
  public int swapperLevels() {
    return config.pgtableLevels() - skippedLevels();
  }

  /** IDMAP_LEVELS: the levels of the ID map's tables. */
  public int idmapLevels() {
    return config.levelsFor(IDMAP_VA_BITS);
  }

  /** IDMAP_ROOT_LEVEL: the level of the ID map's root. */
  public int idmapRootLevel() {
    return 4 - idmapLevels();
  }

  /**
   * The size of {@code [init_pg_dir, init_pg_end)}.
   *
   * @param endVaddr {@code _end}
   */
  public long initDirSize(long endVaddr) {
    if (!traits.has(Trait.C_MAP_KERNEL)) {
      return bytes(assemblyEarlyPages(kimageVaddr, endVaddr, config.randomizeBase() ? 1 : 0));
    }
    long pages = earlyPages(swapperLevels(), kimageVaddr, endVaddr, config.relocatable() ? 1 : 0);
    return bytes(pages + segmentExtraPages());
  }

  /**
   * The size of {@code [init_idmap_pg_dir, init_idmap_pg_end)}.
   *
   * @param endVaddr {@code _end}
   */
  public long initIdmapSize(long endVaddr) {
    if (!traits.has(Trait.C_MAP_KERNEL)) {
      long end = endVaddr + VaLayout.MAX_FDT_SIZE + (1L << blockShift());
      return bytes(assemblyEarlyPages(kimageVaddr, end, 1) + (config.vaBits() < 48 ? 2 : 0));
    }
    long end = endVaddr;
    if (traits.has(Trait.KIMAGE_LIMIT)) {
      end = (endVaddr + VaLayout.SEGMENT_ALIGN + 2 * MIB - 1) & -(2 * MIB);
    }
    long pages = earlyPages(idmapLevels() - skippedLevels(), kimageVaddr, end, 1);
    return bytes(pages + (blocks() ? IDMAP_EXTRA_PAGES : 0));
  }

  /**
   * The size of the pool from which the ID map takes tables for the device tree; 0 where the ID map
   * itself has the room.
   */
  public long fdtPoolSize() {
    if (!traits.has(Trait.C_MAP_KERNEL)) {
      return 0;
    }
    long pages = earlyPages(idmapLevels() - skippedLevels(), 0, VaLayout.MAX_FDT_SIZE, 1) - 1;
    return bytes(pages + (blocks() ? FDT_BLOCK_TABLES : 0));
  }

  private boolean blocks() {
    return config.granule() == Granule.SIZE_4K;
  }

  private int skippedLevels() {
    return blocks() ? 1 : 0;
  }

  private long segmentExtraPages() {
    if (!blocks()) {
      return 0;
    }
    return traits.has(Trait.SEG_EXTRA_7) ? 7 : 6;
  }

  private long bytes(long pages) {
    return pages << config.granule().shift();
  }

  /** EARLY_PAGES of the kernels that build their tables in C. */
  private long earlyPages(int levels, long start, long end, int add) {
    long pages = 1;
    for (int level = 1; level <= 3; level++) {
      if (levels > level) {
        int shift = blockShift() + level * config.granule().bitsPerLevel();
        pages += entries(start, end, shift, add);
      }
    }
    return pages;
  }

  /** EARLY_PAGES of the kernels that build their tables in assembly (before 6.9). */
  private long assemblyEarlyPages(long start, long end, int add) {
    Granule granule = config.granule();
    long pages = 1 + entries(start, end, granule.levelShift(4 - config.pgtableLevels()), add);
    if (swapperLevels() > 3) {
      pages += entries(start, end, granule.levelShift(1), add);
    }
    if (swapperLevels() > 2) {
      pages += entries(start, end, granule.levelShift(blocks() ? 1 : 2), add);
    }
    return pages;
  }

  private static long entries(long start, long end, int shift, int add) {
    return ((end - 1) >>> shift) - (start >>> shift) + 1 + add;
  }
}

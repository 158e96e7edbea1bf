// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.parts.MissingSymbolException;
import org.earlymap.layout.KasanShadow;

/**
 * KASAN's early shadow ({@code kasan_early_init}): all of it is one page of zeroes, reached through
 * one shared table at each level.
 */
public final class KasanEarlyInit {
  private final KernelTables tables;
  private final Granule granule;
  private final long[] shared = new long[4];
  private final long zeroPage;

  private KasanEarlyInit(KernelTables tables) {
    this.tables = tables;
    this.granule = tables.environment().kernel().config().granule();
    String[] names = {"p4d", "pud", "pmd", "pte"};
    for (int level = tables.rootLevel() + 1; level <= 3; level++) {
      shared[level] = tables.addStatic("kasan_early_shadow_" + names[level], 1);
    }
    this.zeroPage = tables.environment().image().pa("kasan_early_shadow_page");
  }

  /** Fills the early shadow, if this build has one. */
  public static void run(KernelTables tables, KasanShadow shadow) {
    int vaBits = tables.environment().decisions().vaBitsActual();
    KasanEarlyInit init = new KasanEarlyInit(tables);
    long start = shadow.start(vaBits);
    if (!init.isRootAligned(start, vaBits)) {
      init.installPrivateTable(start);
    }
    init.populate(tables.root(), tables.rootLevel(), start, shadow.end());
  }

  /** {@code root_level_aligned}. */
  private boolean isRootAligned(long va, int vaBits) {
    KernelConfig config = tables.environment().kernel().config();
    int shift = (config.levelsFor(vaBits) - 1) * granule.bitsPerLevel() + granule.shift();
    return (va & ((1L << shift) - 1)) == 0;
  }

  /** The table that the shadow's start shares with the linear map must not be a shared one. */
  private void installPrivateTable(long start) {
    long address =
        tables
            .environment()
            .kernel()
            .symbols()
            .kasanEarlyTable()
            .orElseThrow(
                () ->
                    new MissingSymbolException(
                        "kasan_early_init's tbl", tables.environment().kernel().file()));
    long pa = tables.environment().image().paOf(address);
    tables.addStatic("kasan_early_init_tbl", pa, 1);
    tables.link(tables.entry(tables.root(), start, tables.rootLevel()), pa, false);
  }

  /** Stops at the first entry that is in use, except at the root and at its own first entry. */
  private void populate(long table, int level, long from, long end) {
    long size = granule.levelSize(level);
    long start = from;
    do {
      long entry = tables.entry(table, start, level);
      boolean root = level == tables.rootLevel();
      if (start != from && !root && !tables.isEmpty(entry)) {
        return;
      }
      long next = (start | (size - 1)) + 1;
      if (Long.compareUnsigned(next - 1, end - 1) > 0) {
        next = end;
      }
      if (level == 3) {
        long page = tables.address(zeroPage) | tables.protections().pageKernel();
        tables.memory().writeLong(entry, page);
      } else {
        if (tables.isEmpty(entry)) {
          tables.link(entry, shared[level + 1], false);
        }
        populate(tables.next(entry), level + 1, start, next);
      }
      start = next;
    } while (start != end);
  }
}

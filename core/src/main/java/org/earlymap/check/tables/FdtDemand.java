// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import org.earlymap.arch.Granule;
import org.earlymap.check.CheckedKernel;
import org.earlymap.layout.StaticTables;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.Trait;

/** The table pages with which {@code map_fdt()} adds the device tree to the ID map. */
final class FdtDemand {
  private final Granule granule;
  private final int rootLevel;
  private final boolean level2;

  FdtDemand(CheckedKernel kernel) {
    this.granule = kernel.granule();
    this.rootLevel = StaticTables.of(kernel.layout()).idmapRootLevel();
    this.level2 = kernel.has(Trait.BLOCKS_ONLY_AT_LEVEL_2);
  }

  /** The pages beside the root, with nothing else of the ID map near {@code fdtPa}. */
  int pages(long fdtPa) {
    TableDemand demand = TableDemand.ofMapRange(granule, rootLevel, level2);
    long start = granule.pageDown(fdtPa);
    demand.map(start, granule.pageUp(fdtPa + VaLayout.MAX_FDT_SIZE), start);
    return demand.pages() - 1;
  }

  /**
   * The most pages, wherever the device tree is: 8 bytes into a page stand for every place inside
   * one.
   */
  PeakDemand peak() {
    long page = granule.bytes();
    long size = VaLayout.MAX_FDT_SIZE + page;
    long last = (1L << StaticTables.IDMAP_VA_BITS) - size - page;
    Placements placements = new Placements(0, last, page, size);
    PeakDemand inside = PeakDemand.of(placements, granule, rootLevel, pa -> pages(pa + 8));
    return inside.or(PeakDemand.of(placements, granule, rootLevel, this::pages));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import com.google.common.collect.ImmutableList;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.check.CheckedKernel;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.layout.StaticTables;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.Trait;

/**
 * The table pages of the initial ID map ({@code create_init_idmap()}; before 6.9 {@code
 * create_idmap}). Places are physical addresses of {@code _text}.
 */
final class IdMapDemand {
  private final CheckedKernel kernel;
  private final ImmutableList<Range> parts;
  private final int rootLevel;

  IdMapDemand(CheckedKernel kernel) {
    this.kernel = kernel;
    this.parts =
        kernel.has(Trait.C_MAP_KERNEL)
            ? ImmutableList.of(
                ImageParts.of(kernel, ImageSegment.TEXT.start(), ImageSegment.INIT_DATA.start()),
                ImageParts.of(kernel, ImageSegment.INIT_DATA.start(), "_end"))
            : ImmutableList.of();
    StaticTables tables = StaticTables.of(kernel.layout());
    this.rootLevel =
        kernel.has(Trait.C_MAP_KERNEL) || kernel.config().vaBits() > 48
            ? tables.idmapRootLevel()
            : 4 - kernel.config().levelsFor(48);
  }

  /** The pages with {@code _text} at {@code textPa}. */
  int pages(long textPa) {
    Granule granule = kernel.granule();
    long text = kernel.at("_text");
    long end = textPa + kernel.imageSize();
    if (!kernel.has(Trait.C_MAP_KERNEL)) {
      int leaf = granule == Granule.SIZE_4K ? 2 : 3;
      TableDemand demand = TableDemand.ofUniform(granule, rootLevel, leaf);
      demand.map(textPa, end + VaLayout.MAX_FDT_SIZE + granule.levelSize(leaf), textPa);
      return demand.pages();
    }
    boolean level2 = kernel.has(Trait.BLOCKS_ONLY_AT_LEVEL_2);
    TableDemand demand = TableDemand.ofMapRange(granule, rootLevel, level2);
    for (Range part : parts) {
      long start = textPa + part.start() - text;
      demand.map(start, textPa + part.end() - text, start);
    }
    return demand.pages();
  }

  /** The most pages, wherever the image is loaded. */
  PeakDemand peak() {
    boolean moves = kernel.has(Trait.C_MAP_KERNEL) || kernel.config().relocatable();
    long step = moves ? VaLayout.SEGMENT_ALIGN : VaLayout.MIN_KIMG_ALIGN;
    long size = kernel.imageSize();
    long top = 1L << StaticTables.IDMAP_VA_BITS;
    long last = top - size - VaLayout.MAX_FDT_SIZE - kernel.granule().levelSize(2) & -step;
    return PeakDemand.of(
        new Placements(0, last, step, size + VaLayout.MAX_FDT_SIZE),
        kernel.granule(),
        rootLevel,
        this::pages);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.check.CheckedKernel;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.layout.KaslrPlacement;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.Trait;

/**
 * The table pages of the kernel's own mapping ({@code map_kernel()}; before 6.9 {@code
 * create_kernel_mapping}). Places are virtual addresses of {@code _text}.
 */
final class KernelMapDemand {
  private static final long MIB_2 = VaLayout.MIN_KIMG_ALIGN;

  private final CheckedKernel kernel;
  private final ImmutableList<Range> segments;
  private final int rootLevel;

  KernelMapDemand(CheckedKernel kernel, int rootLevel) {
    this.kernel = kernel;
    this.rootLevel = rootLevel;
    this.segments = segments(kernel);
  }

  /** What is mapped, in order, at link addresses. */
  private static ImmutableList<Range> segments(CheckedKernel kernel) {
    if (!kernel.has(Trait.C_MAP_KERNEL)) {
      return ImmutableList.of(ImageParts.of(kernel, "_text", "_end"));
    }
    return ImageSegment.mappedBy(kernel.image().traits()).stream()
        .map(segment -> ImageParts.of(kernel, segment.start(), segment.end()))
        .collect(ImmutableList.toImmutableList());
  }

  /** The pages with {@code _text} at {@code textVa}, loaded at {@code textPa}. */
  int pages(long textVa, long textPa) {
    Granule granule = kernel.granule();
    TableDemand demand =
        kernel.has(Trait.C_MAP_KERNEL)
            ? TableDemand.ofMapRange(granule, rootLevel, kernel.has(Trait.BLOCKS_ONLY_AT_LEVEL_2))
            : TableDemand.ofUniform(granule, rootLevel, granule == Granule.SIZE_4K ? 2 : 3);
    long moved = textVa - kernel.at("_text");
    long toPa = textPa - textVa;
    for (Range segment : segments) {
      long va = segment.start() + moved;
      if (segment.size() != 0) {
        demand.map(va, segment.end() + moved, va + toPa);
      }
    }
    return demand.pages();
  }

  /** The most pages, wherever the image is loaded and whatever the seed. */
  PeakDemand peak() {
    PeakDemand peak = search(0, 0);
    if (kernel.config().randomizeBase()) {
      for (VaLayout layout : List.of(kernel.layout(), kernel.leastLayout())) {
        long least = KaslrPlacement.of(layout, leastSeed(), 0).offset();
        long most = KaslrPlacement.of(layout, mostSeed(layout), 0).offset();
        peak = peak.or(search(least, most));
      }
    }
    return peak;
  }

  private PeakDemand search(long leastOffset, long mostOffset) {
    long text = kernel.at("_text");
    boolean moves = kernel.has(Trait.C_MAP_KERNEL) || kernel.config().relocatable();
    long low = moves ? MIB_2 - VaLayout.SEGMENT_ALIGN : 0;
    Placements placements =
        new Placements(
            text + leastOffset,
            text + mostOffset + low,
            moves ? VaLayout.SEGMENT_ALIGN : MIB_2,
            kernel.imageSize());
    // Most pages are taken where the load address agrees in the low 21 bits only: no large block.
    return PeakDemand.of(
        placements, kernel.granule(), rootLevel, textVa -> pages(textVa, textVa ^ MIB_2));
  }

  /** A seed other than none that moves the image least. */
  private long leastSeed() {
    return kernel.has(Trait.C_MAP_KERNEL) ? 1 : 1L << 63;
  }

  /** The seed that moves the image most. */
  private long mostSeed(VaLayout layout) {
    return kernel.has(Trait.C_MAP_KERNEL) ? -1 : (1L << (layout.config().vaBitsMin() - 2)) - 1;
  }

  /** The level at which this build's tables start: the root with all of its address bits. */
  static int rootLevel(CheckedKernel kernel) {
    return 4 - kernel.config().pgtableLevels();
  }

  /** The bytes that the image sets aside. */
  static long reserved(CheckedKernel kernel) {
    return kernel.at("init_pg_end") - kernel.at("init_pg_dir");
  }
}

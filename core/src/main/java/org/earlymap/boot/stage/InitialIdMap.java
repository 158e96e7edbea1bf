// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import org.earlymap.boot.decide.CpuSetup;
import org.earlymap.boot.decide.ImagePlacement;
import org.earlymap.boot.decide.PageProtections;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.layout.VaLayout;
import org.earlymap.table.RangeMapper;
import org.earlymap.table.RangeMapper.Target;
import org.earlymap.table.TableRegion;

/** The first identity mapping of the kernel image ({@code create_init_idmap}), and the FDT's. */
final class InitialIdMap {
  private final RangeMapper mapper;
  private final ImagePlacement image;
  private final int rootLevel;

  InitialIdMap(RangeMapper mapper, ImagePlacement image, KernelConfig config) {
    this.mapper = mapper;
    this.image = image;
    this.rootLevel = config.regime(CpuSetup.IDMAP_VA_BITS).rootLevel();
  }

  /** Maps the image at its physical addresses; the region's first page is the root. */
  void create(TableRegion region, PageProtections protections) {
    region.rewind();
    long root = region.take();
    long text = image.pa(ImageSegment.TEXT.start());
    long data = image.pa(ImageSegment.INIT_DATA.start());
    long end = image.end();
    mapper.map(
        region, new Target(text, data, text), protections.pageKernelRox(), rootLevel, root, false);
    mapper.map(
        region, new Target(data, end, data), protections.pageKernel(), rootLevel, root, false);
  }

  /** {@code map_fdt}: up to MAX_FDT_SIZE bytes, but not into the image. */
  void mapFdt(TableRegion pool, long root, long fdtAddress, PageProtections protections) {
    long text = image.loadAddress();
    long end = fdtAddress + VaLayout.MAX_FDT_SIZE;
    if (Long.compareUnsigned(text, fdtAddress) > 0 && Long.compareUnsigned(text, end) < 0) {
      end = text;
    }
    Target target = new Target(fdtAddress, end, fdtAddress);
    mapper.map(pool, target, protections.pageKernel(), rootLevel, root, false);
  }
}

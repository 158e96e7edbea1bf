// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import org.earlymap.arch.Descriptor;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.decide.ImagePlacement;
import org.earlymap.boot.decide.PageProtections;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.table.RangeMapper;
import org.earlymap.table.RangeMapper.Target;
import org.earlymap.table.TableRegion;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/** The kernel's mapping of itself ({@code map_kernel}). */
final class KernelMap {
  private final RangeMapper mapper;
  private final ImagePlacement image;
  private final KernelConfig config;
  private final KernelTraits traits;
  private final Decisions decisions;

  KernelMap(RangeMapper mapper, BootEnvironment environment) {
    this.mapper = mapper;
    this.image = environment.image();
    this.config = environment.kernel().config();
    this.traits = environment.kernel().traits();
    this.decisions = environment.decisions();
  }

  /** Maps the segments in two passes where text is patched between them. */
  void create(TableRegion region, PageProtections protections) {
    region.rewind();
    Segments segments = new Segments(region, region.take());
    long data = protections.pageKernel();
    long text = textProtection(protections);
    boolean patched = config.relocatable() || decisions.code().dynamicScs();
    long first = patched ? data : text;
    if (traits.has(Trait.MAP_TEXT_HEAD)) {
      segments.map(ImageSegment.HEAD, data, false);
    }
    segments.map(ImageSegment.TEXT, first, !patched);
    segments.map(ImageSegment.RODATA, data, false);
    segments.map(ImageSegment.INIT_TEXT, first, false);
    segments.map(ImageSegment.INIT_DATA, data, false);
    segments.map(ImageSegment.DATA, data, true);
    if (patched) {
      segments.map(ImageSegment.TEXT, 0, false);
      segments.map(ImageSegment.TEXT, text, true);
      segments.map(ImageSegment.INIT_TEXT, text, false);
    }
  }

  private long textProtection(PageProtections protections) {
    long text = decisions.rodataOff() ? protections.pageKernelExec() : protections.pageKernelRox();
    return decisions.code().guarded() ? text | Descriptor.GP : text;
  }

  /** {@code map_segment}: only the address bits below PAGE_OFFSET select table entries. */
  private final class Segments {
    private final TableRegion region;
    private final long root;

    Segments(TableRegion region, long root) {
      this.region = region;
      this.root = root;
    }

    void map(ImageSegment segment, long prot, boolean mayUseContiguous) {
      long within = ~(-1L << config.vaBits());
      long pa = image.pa(segment.start());
      Target target =
          new Target(
              (pa + image.vaOffset()) & within,
              (image.pa(segment.end()) + image.vaOffset()) & within,
              pa);
      mapper.map(region, target, prot, decisions.rootLevel(), root, mayUseContiguous);
    }
  }
}

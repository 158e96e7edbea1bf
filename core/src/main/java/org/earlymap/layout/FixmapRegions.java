// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.earlymap.Hex;
import org.earlymap.arch.Rights;
import org.earlymap.version.Trait;

/** Names the fixmap's pages: each slot, and the windows of several pages. */
public final class FixmapRegions {
  private FixmapRegions() {}

  /** The whole fixmap: all slots, those that only boot uses too. */
  public static AddressRegion whole(VaLayout layout) {
    Fixmap fixmap = Fixmap.of(layout);
    String note =
        layout.traits().has(Trait.PAGE_GRANULAR_FDT_FIXMAP)
            ? ""
            : "kernel_page_tables starts it at " + Hex.of(fixmap.start());
    return new AddressRegion(
        RegionKind.FIXMAP.title(),
        RegionKind.FIXMAP,
        0,
        fixmap.totalStart(),
        layout.fixaddrTop(),
        note);
  }

  /** The slots and windows of {@code layout}, each of depth 1. */
  public static List<AddressRegion> of(VaLayout layout) {
    Fixmap fixmap = Fixmap.of(layout);
    long page = layout.config().granule().bytes();
    List<AddressRegion> regions = new ArrayList<>();
    long windowTop = 0;
    for (Map.Entry<FixmapSlot, Integer> entry : fixmap.indices().entrySet()) {
      FixmapSlot slot = entry.getKey();
      long address = fixmap.address(entry.getValue());
      switch (slot) {
        case FIX_HOLE -> {}
        case FIX_FDT_END -> windowTop = address + page;
        case FIX_FDT ->
            regions.add(
                region("FIX_FDT", address, windowTop, "the device tree's window")
                    .allowing(Rights.EL1_READ));
        case FIX_BTMAP_END -> windowTop = address + page;
        case FIX_BTMAP_BEGIN -> regions.addAll(bootWindows(address, windowTop));
        default -> regions.add(region(slot.name(), address, address + page, ""));
      }
    }
    return regions;
  }

  private static List<AddressRegion> bootWindows(long bottom, long top) {
    long window = (top - bottom) / Fixmap.BTMAPS_SLOTS;
    List<AddressRegion> regions = new ArrayList<>();
    for (int slot = 0; slot < Fixmap.BTMAPS_SLOTS; slot++) {
      long end = top - slot * window;
      regions.add(region("FIX_BTMAP slot " + slot, end - window, end, "early_ioremap()"));
    }
    return regions;
  }

  private static AddressRegion region(String name, long start, long end, String note) {
    return new AddressRegion(name, RegionKind.FIXMAP, 1, start, end, note);
  }
}

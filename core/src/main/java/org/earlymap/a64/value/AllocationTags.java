// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.value;

import java.util.HashMap;
import java.util.Map;

/** The allocation tags of memory: four bits for each granule of 16 bytes, zero until set. */
public final class AllocationTags {
  public static final int GRANULE = 16;

  private static final int PAGE_SHIFT = 12;
  private static final int GRANULES = (1 << PAGE_SHIFT) / GRANULE;

  private final Map<Long, byte[]> pages = new HashMap<>();

  /** All tags zero. */
  public AllocationTags() {}

  /** The tag of the granule at {@code pa}. */
  public int at(long pa) {
    byte[] page = pages.get(pa >>> PAGE_SHIFT);
    return page == null ? 0 : page[granule(pa)];
  }

  /** Sets the tag of the granule at {@code pa}. */
  public void set(long pa, int tag) {
    byte[] page = pages.get(pa >>> PAGE_SHIFT);
    if (page == null) {
      if (tag == 0) {
        return;
      }
      page = new byte[GRANULES];
      pages.put(pa >>> PAGE_SHIFT, page);
    }
    page[granule(pa)] = (byte) tag;
  }

  private static int granule(long pa) {
    return (int) (pa >>> 4) & (GRANULES - 1);
  }
}

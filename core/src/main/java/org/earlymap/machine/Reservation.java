// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import java.util.List;
import org.earlymap.Range;

/** Memory that the machine's description keeps from the kernel's allocator. */
public sealed interface Reservation {
  /** Whether it must not be mapped either. */
  boolean noMap();

  /**
   * Memory that the description names.
   *
   * @param range physical addresses
   */
  record Fixed(Range range, boolean noMap) implements Reservation {}

  /**
   * Memory that the kernel is to find.
   *
   * @param size in bytes
   * @param alignment in bytes; 0 leaves it to the kernel
   * @param ranges where it may lie, in the order of trying; none: anywhere
   * @param reusable whether it is for the contiguous memory allocator, which aligns it further
   */
  record BySize(long size, long alignment, List<Range> ranges, boolean reusable, boolean noMap)
      implements Reservation {
    /** Copies the list. */
    public BySize {
      ranges = List.copyOf(ranges);
    }
  }
}

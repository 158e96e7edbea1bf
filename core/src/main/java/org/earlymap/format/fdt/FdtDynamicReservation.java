// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import java.util.List;
import org.earlymap.Range;

/**
 * Memory that the tree asks the kernel to find and reserve.
 *
 * @param name the node under {@code /reserved-memory}
 * @param size bytes
 * @param alignment bytes; zero where the node does not say
 * @param ranges where it may lie ({@code alloc-ranges}), in the order of trying; none: anywhere
 * @param reusable whether it is a shared DMA pool that other users may borrow
 * @param noMap whether it must not be mapped
 */
public record FdtDynamicReservation(
    String name, long size, long alignment, List<Range> ranges, boolean reusable, boolean noMap) {
  /** Copies the list. */
  public FdtDynamicReservation {
    ranges = List.copyOf(ranges);
  }
}

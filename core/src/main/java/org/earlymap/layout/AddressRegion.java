// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import org.earlymap.Hex;

/**
 * A named range of the address space. Addresses are virtual, unsigned 64-bit; an end of zero is the
 * top of the space.
 *
 * @param name what it is called
 * @param kind what it is for
 * @param depth 0 for the regions that divide the space, 1 and more for what lies in them
 * @param start the first byte
 * @param end the byte after the last
 * @param note what else there is to say, or nothing
 */
public record AddressRegion(
    String name, RegionKind kind, int depth, long start, long end, String note) {
  /**
   * Checks that the region has a size.
   *
   * @throws IllegalArgumentException where {@code end} is not above {@code start}
   */
  public AddressRegion {
    if (start == end || Long.compareUnsigned(start, end - 1) > 0) {
      throw new IllegalArgumentException(
          String.format("%s: %s..%s is not a range", name, Hex.of(start), Hex.of(end)));
    }
  }

  /** The size in bytes, modulo 2^64. */
  public long size() {
    return end - start;
  }

  /** Whether all of {@code other} lies in this region. */
  public boolean contains(AddressRegion other) {
    return Long.compareUnsigned(other.start - start, size()) < 0
        && Long.compareUnsigned(other.end - 1 - start, size()) < 0;
  }
}

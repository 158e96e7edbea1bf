// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import java.util.OptionalInt;
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
 * @param rights what may be done there once the kernel runs, as {@link org.earlymap.arch.Rights}
 *     has it: from {@code mark_rodata_ro} on, of init memory until it is freed; empty where parts
 *     of the region differ, or nothing but a running kernel decides
 */
public record AddressRegion(
    String name,
    RegionKind kind,
    int depth,
    long start,
    long end,
    String note,
    OptionalInt rights) {
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

  /** A region of whose rights nothing is said. */
  public AddressRegion(String name, RegionKind kind, int depth, long start, long end, String note) {
    this(name, kind, depth, start, end, note, OptionalInt.empty());
  }

  /** The same with what may be done there. */
  public AddressRegion allowing(int what) {
    return new AddressRegion(name, kind, depth, start, end, note, OptionalInt.of(what));
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

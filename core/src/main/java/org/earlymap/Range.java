// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

import java.util.Optional;

/**
 * A half-open range of addresses, unsigned 64-bit; an end of zero means the top of the space.
 *
 * @param start the first byte
 * @param end the byte after the last
 */
public record Range(long start, long end) {
  /** The size in bytes, modulo 2^64. */
  public long size() {
    return end - start;
  }

  /** Whether {@code address} lies in the range. */
  public boolean contains(long address) {
    return Long.compareUnsigned(address - start, size()) < 0;
  }

  /** What this range and {@code other} have in common; empty where it is nothing. */
  public Optional<Range> intersection(Range other) {
    long from = Long.compareUnsigned(start, other.start) > 0 ? start : other.start;
    long last = Long.compareUnsigned(end - 1, other.end - 1) < 0 ? end - 1 : other.end - 1;
    boolean empty = start == end || other.start == other.end;
    return empty || Long.compareUnsigned(from, last) > 0
        ? Optional.empty()
        : Optional.of(new Range(from, last + 1));
  }
}

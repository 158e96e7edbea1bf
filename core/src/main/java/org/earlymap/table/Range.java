// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

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
}

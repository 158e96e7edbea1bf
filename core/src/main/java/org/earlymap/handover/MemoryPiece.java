// SPDX-License-Identifier: Apache-2.0
package org.earlymap.handover;

import org.earlymap.Range;
import org.earlymap.format.Bytes;

/**
 * Memory that is known.
 *
 * @param address physical address of the first byte
 */
public record MemoryPiece(long address, Bytes bytes) {
  /** The physical addresses. */
  public Range range() {
    return new Range(address, address + bytes.size());
  }
}

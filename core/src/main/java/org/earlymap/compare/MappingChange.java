// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.Optional;
import java.util.Set;
import org.earlymap.compare.RangeMapping.Aspect;

/**
 * A range of virtual addresses that two builds map differently, in the same way throughout.
 *
 * @param va its first address
 * @param endVa the address after its last; 0 at the top of the space
 * @param before how the first side maps it; empty where it does not
 * @param after how the second side maps it; empty where it does not
 */
public record MappingChange(
    long va, long endVa, Optional<RangeMapping> before, Optional<RangeMapping> after) {
  /** The size in bytes. */
  public long size() {
    return endVa - va;
  }

  /** In what the sides differ. */
  public Set<Aspect> aspects() {
    return RangeMapping.differences(before, after);
  }

  /** This change as seen from the other side. */
  public MappingChange mirrored() {
    return new MappingChange(va, endVa, /* before= */ after, /* after= */ before);
  }
}

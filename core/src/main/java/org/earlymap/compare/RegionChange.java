// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.Optional;
import org.earlymap.layout.AddressRegion;

/**
 * One region that is not the same on both sides.
 *
 * @param kind how it differs
 * @param before the region on the first side, where it is there
 * @param after the region on the second side, where it is there
 */
public record RegionChange(
    Kind kind, Optional<AddressRegion> before, Optional<AddressRegion> after) {
  /** How a region differs; the names are printed. */
  public enum Kind {
    /** Only the second side has it. */
    APPEARED,
    /** Only the first side has it. */
    WENT,
    /** Another start, the same size. */
    MOVED,
    /** The same start, larger. */
    GREW,
    /** The same start, smaller. */
    SHRANK,
    /** Another start, and larger. */
    MOVED_AND_GREW,
    /** Another start, and smaller. */
    MOVED_AND_SHRANK,
    /** The same place, another note. */
    CHANGED;

    /** What the same difference is called from the other side. */
    public Kind mirrored() {
      return switch (this) {
        case APPEARED -> WENT;
        case WENT -> APPEARED;
        case GREW -> SHRANK;
        case SHRANK -> GREW;
        case MOVED_AND_GREW -> MOVED_AND_SHRANK;
        case MOVED_AND_SHRANK -> MOVED_AND_GREW;
        case MOVED, CHANGED -> this;
      };
    }

    /** The name in lower case, words apart. */
    public String label() {
      return switch (this) {
        case APPEARED -> "appeared";
        case WENT -> "went";
        case MOVED -> "moved";
        case GREW -> "grew";
        case SHRANK -> "shrank";
        case MOVED_AND_GREW -> "moved and grew";
        case MOVED_AND_SHRANK -> "moved and shrank";
        case CHANGED -> "changed";
      };
    }
  }

  /** The region that there is: the second side's, else the first's. */
  public AddressRegion region() {
    return after.or(() -> before).orElseThrow();
  }

  /** This change as seen from the other side. */
  public RegionChange mirrored() {
    return new RegionChange(kind.mirrored(), /* before= */ after, /* after= */ before);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import com.google.common.collect.Sets;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A range of addresses whose translation changes in one way.
 *
 * @param va the first virtual address
 * @param size in bytes
 * @param before the lookup level of the leaves that go, nothing where it was invalid; where only a
 *     table moved or went, its level
 * @param after the lookup level of the leaves that come, nothing where it becomes invalid
 * @param reasons in what they differ
 */
public record EntryChange(
    long va, long size, OptionalInt before, OptionalInt after, Set<ChangeReason> reasons) {
  /** Keeps a copy. */
  public EntryChange {
    reasons = Sets.immutableEnumSet(reasons);
  }

  /** The address after the last; 0 at the top of the space. */
  public long endVa() {
    return va + size;
  }

  /** Whether TLBs may hold what is no longer true. */
  public boolean invalidates() {
    return reasons.stream().anyMatch(ChangeReason::invalidates);
  }

  /** Whether entries must be invalid, and invalidated, before they are written anew. */
  public boolean needsBreakBeforeMake() {
    return reasons.stream().anyMatch(ChangeReason::needsBreakBeforeMake);
  }

  /** Whether tables come, go or move, so that more than leaf entries must be invalidated. */
  public boolean changesTables() {
    return reasons.contains(ChangeReason.TABLE_MOVED)
        || reasons.contains(ChangeReason.TABLE_REMOVED)
        || reasons.contains(ChangeReason.BLOCK_SIZE);
  }

  /** Whether {@code next} follows at once and changes alike. */
  boolean joins(EntryChange next) {
    return endVa() == next.va
        && before.equals(next.before)
        && after.equals(next.after)
        && reasons.equals(next.reasons);
  }

  /** This and {@code next} as one. */
  EntryChange join(EntryChange next) {
    return new EntryChange(va, size + next.size, before, after, reasons);
  }
}

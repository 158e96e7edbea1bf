// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The operations that answer a request, in the order in which the kernel issues them, between a
 * {@code dsb ishst} and a {@code dsb ish}.
 *
 * @param request what was asked
 * @param algorithm how it was split
 * @param operations the operations, unmodifiable
 * @param reason why everything is invalidated instead of the range; empty where it is not
 */
public record TlbiPlan(
    TlbiRequest request, FlushAlgorithm algorithm, List<TlbiOperation> operations, String reason) {
  /** Keeps a copy. */
  public TlbiPlan {
    operations = ImmutableList.copyOf(operations);
  }

  /** Whether everything of the address space is invalidated instead of the range. */
  public boolean isFullFlush() {
    return !reason.isEmpty();
  }

  /** How many of the operations are over ranges. */
  public int rangeOperations() {
    int count = 0;
    for (TlbiOperation operation : operations) {
      if (operation.instruction().operand() == TlbiInstruction.Operand.RANGE) {
        count++;
      }
    }
    return count;
  }
}

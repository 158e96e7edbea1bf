// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.Range;

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
  private static final long USER_ASID_FLAG = 1L << 48;

  /** Keeps a copy. */
  public TlbiPlan {
    operations = ImmutableList.copyOf(operations);
  }

  /** Whether everything of the address space is invalidated instead of the range. */
  public boolean isFullFlush() {
    return !reason.isEmpty();
  }

  /**
   * What must follow behind the {@code dsb ish}, with a {@code dsb ish} of its own: after stage 2's
   * entries by address, those that combine both stages, which no address of stage 2 names ({@code
   * __kvm_tlb_flush_vmid_ipa}).
   */
  public Optional<TlbiInstruction> afterwards() {
    return request.instruction().isStage2() && !isFullFlush()
        ? Optional.of(TlbiInstruction.VMALLE1IS)
        : Optional.empty();
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

  /**
   * What is left of the range: addresses that no operation invalidates as the CPU reads its
   * operand. Empty, but for the algorithm before 6.8 under LPA2.
   */
  public List<Range> missed() {
    if (isFullFlush()) {
      return ImmutableList.of();
    }
    FlushRange range = request.range();
    List<Range> covered = new ArrayList<>();
    for (TlbiOperation operation : operations) {
      covered.add(operation.covers(range.granule(), range.stride(), request.cpu().lpa2()));
    }
    covered.sort((one, other) -> Long.compareUnsigned(one.start(), other.start()));
    ImmutableList.Builder<Range> missed = ImmutableList.builder();
    long last = range.end() - 1;
    long reached = range.start();
    for (Range next : covered) {
      long nextLast = next.end() - 1;
      if (Long.compareUnsigned(next.start(), last) > 0
          || Long.compareUnsigned(nextLast, reached) < 0) {
        continue;
      }
      if (Long.compareUnsigned(next.start(), reached) > 0) {
        missed.add(new Range(reached, next.start()));
      }
      if (Long.compareUnsigned(nextLast, last) >= 0) {
        return missed.build();
      }
      reached = next.end();
    }
    return missed.add(new Range(reached, range.end())).build();
  }

  /**
   * The same with every operation on an ASID issued again for its other half, bit 0 set, as a
   * kernel does that unmaps itself at EL0 (KPTI, {@code __tlbi_user()}).
   */
  public TlbiPlan withUserAsids() {
    ImmutableList.Builder<TlbiOperation> doubled = ImmutableList.builder();
    for (TlbiOperation operation : operations) {
      doubled.add(operation);
      if (operation.instruction().usesAsid()) {
        doubled.add(
            new TlbiOperation(operation.instruction(), operation.operand() | USER_ASID_FLAG));
      }
    }
    return new TlbiPlan(request, algorithm, doubled.build(), reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.arch.Granule;
import org.earlymap.arch.RegimeKind;

/** Plans the invalidations that changes of mappings need. */
public final class ChangePlanner {
  private final RegimeKind kind;
  private final Granule granule;
  private final TlbiCpu cpu;
  private final TlbiPlanner planner;

  /**
   * A planner for one set of tables on one CPU.
   *
   * @param kind whose tables they are
   * @param granule the page size
   * @param cpu what the CPU has
   * @param algorithm how the kernel splits ranges
   */
  public ChangePlanner(RegimeKind kind, Granule granule, TlbiCpu cpu, FlushAlgorithm algorithm) {
    this.kind = kind;
    this.granule = granule;
    this.cpu = cpu;
    this.planner = new TlbiPlanner(algorithm);
  }

  /**
   * The invalidation that {@code change} needs: of leaf entries, or of tables too where those
   * change; nothing where no TLB can hold what is no longer true.
   */
  public Optional<TlbiPlan> plan(EntryChange change) {
    if (!change.invalidates()) {
      return Optional.empty();
    }
    boolean moved =
        change.reasons().contains(ChangeReason.TABLE_MOVED)
            || change.reasons().contains(ChangeReason.TABLE_REMOVED);
    int level = change.before().orElse(3);
    long stride = moved ? change.size() : granule.levelSize(level);
    TlbiInstruction instruction = TlbiInstruction.atAddress(kind, !change.changesTables());
    FlushRange range = FlushRange.covering(granule, change.va(), change.size(), stride);
    OptionalInt hint = moved ? OptionalInt.empty() : change.before();
    TlbiRequest request = new TlbiRequest(instruction, range, 0, hint, cpu);
    return Optional.of(
        isFewEntriesOfStage2(range) ? planner.split(request) : planner.flush(request));
  }

  /**
   * A range of stage 2 without range operations takes all of the VMID; single entries that change
   * are invalidated one by one, as KVM does where it unmaps them ({@code stage2_unmap_put_pte}).
   */
  private boolean isFewEntriesOfStage2(FlushRange range) {
    return kind.isStage2()
        && !cpu.range()
        && range.pages() / range.stridePages() < granule.entriesPerTable();
  }
}

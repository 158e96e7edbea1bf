// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.arch.Granule;

/** Plans the invalidations that changes of kernel mappings need. */
public final class ChangePlanner {
  private final Granule granule;
  private final TlbiCpu cpu;
  private final TlbiPlanner planner;

  /**
   * A planner for one kernel on one CPU.
   *
   * @param granule the page size
   * @param cpu what the CPU has
   * @param algorithm how the kernel splits ranges
   */
  public ChangePlanner(Granule granule, TlbiCpu cpu, FlushAlgorithm algorithm) {
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
    TlbiInstruction instruction =
        change.changesTables() ? TlbiInstruction.VAAE1IS : TlbiInstruction.VAALE1IS;
    FlushRange range = FlushRange.covering(granule, change.va(), change.size(), stride);
    OptionalInt hint = moved ? OptionalInt.empty() : change.before();
    return Optional.of(planner.flush(new TlbiRequest(instruction, range, 0, hint, cpu)));
  }
}

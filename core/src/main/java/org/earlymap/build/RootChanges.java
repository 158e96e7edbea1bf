// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.util.List;
import java.util.Optional;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.tlb.ChangePlanner;
import org.earlymap.tlb.EntryChange;
import org.earlymap.tlb.FlushAlgorithm;
import org.earlymap.tlb.MappingChanges;
import org.earlymap.tlb.TlbiCpu;
import org.earlymap.tlb.TlbiPlan;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * What changes beneath one root from one build to another, and the invalidations that the change
 * takes.
 *
 * @param from the root in the first build
 * @param to the root in the second
 * @param comparable whether both are read with the same granule, width and descriptors; where not,
 *     TCR_EL1 changes and there are no single changes
 * @param changes entry by entry
 * @param planner plans the invalidations of a change
 */
public record RootChanges(
    TableRoot from,
    TableRoot to,
    boolean comparable,
    List<EntryChange> changes,
    ChangePlanner planner) {
  /** Copies the list. */
  public RootChanges {
    changes = List.copyOf(changes);
  }

  /**
   * Compares two builds beneath a root of each.
   *
   * @param algorithm how ranges are split; without it, as the kernel of {@code after} does
   */
  public static RootChanges between(
      Build before,
      TableRoot from,
      Build after,
      TableRoot to,
      TlbiCpu cpu,
      Optional<FlushAlgorithm> algorithm) {
    TableWalker old = before.walker(from);
    TableWalker made = after.walker(to);
    boolean comparable = MappingChanges.areComparable(old.context(), made.context());
    TlbiCpu ruled =
        new TlbiCpu(cpu.range(), cpu.ttl(), cpu.lpa2() || after.manifest().boot().lpa2());
    return new RootChanges(
        from,
        to,
        comparable,
        comparable ? MappingChanges.between(old, made) : List.of(),
        new ChangePlanner(
            to.regime().granule(), ruled, algorithm.orElseGet(() -> algorithmOf(after))));
  }

  private static FlushAlgorithm algorithmOf(Build build) {
    KernelTraits traits = KernelTraits.of(KernelRelease.assumed());
    for (Trait trait : List.of(Trait.TLBI_KERNEL_RANGES, Trait.TLBI_SCALE_DESCENDING)) {
      Optional<Boolean> value =
          build.manifest().kernel().map(kernel -> kernel.traits().get(trait.label()));
      traits = value.isPresent() ? traits.with(trait, value.get()) : traits;
    }
    return FlushAlgorithm.of(traits);
  }

  /**
   * The invalidations of one change; none where the root moves, which takes all of them at once.
   */
  public Optional<TlbiPlan> plan(EntryChange change) {
    return movesRoot() ? Optional.empty() : planner.plan(change);
  }

  /** Whether TTBR changes. */
  public boolean movesRoot() {
    return comparable && from.pa() != to.pa();
  }

  /** Whether anything must be invalidated. */
  public boolean needsInvalidation() {
    return !comparable || movesRoot() || changes.stream().anyMatch(EntryChange::invalidates);
  }

  /** Whether an entry must be made invalid before it is written anew (Arm ARM D8.17.1). */
  public boolean needsBreakBeforeMake() {
    return !comparable || changes.stream().anyMatch(EntryChange::needsBreakBeforeMake);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.arch.Permissions;
import org.earlymap.arch.RegimeKind;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import org.earlymap.tlb.ChangePlanner;
import org.earlymap.tlb.EntryChange;
import org.earlymap.tlb.FlushAlgorithm;
import org.earlymap.tlb.MappingChanges;
import org.earlymap.tlb.TlbiCpu;
import org.earlymap.tlb.TlbiInstruction;
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
 * @param kind whose tables the second are
 * @param otherRegisters the registers that decide how tables are read and are not the same; where
 *     there are any, there are no single changes
 * @param kernel whether a kernel runs by the second, which has tables to change roots with
 * @param changes entry by entry
 * @param planner plans the invalidations of a change
 */
public record RootChanges(
    TableRoot from,
    TableRoot to,
    RegimeKind kind,
    List<String> otherRegisters,
    boolean kernel,
    List<EntryChange> changes,
    ChangePlanner planner) {
  /** Copies the lists. */
  public RootChanges {
    otherRegisters = List.copyOf(otherRegisters);
    changes = List.copyOf(changes);
  }

  /**
   * Compares two builds beneath a root of each.
   *
   * @param algorithm how ranges are split; without it, as the kernel of {@code after} does, or
   *     where there is none as the newest
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
    RegimeKind kind = after.manifest().registers().kind();
    boolean comparable = MappingChanges.areComparable(old.context(), made.context());
    TlbiCpu ruled =
        new TlbiCpu(cpu.range(), cpu.ttl(), cpu.lpa2() || after.manifest().boot().lpa2());
    return new RootChanges(
        from,
        to,
        kind,
        comparable ? List.of() : otherRegisters(old.context(), made.context()),
        after.manifest().kernel().isPresent(),
        comparable ? MappingChanges.between(old, made) : List.of(),
        new ChangePlanner(
            kind, to.regime().granule(), ruled, algorithm.orElseGet(() -> algorithmOf(after))));
  }

  private static List<String> otherRegisters(TranslationContext old, TranslationContext made) {
    Permissions before = old.permissions();
    Permissions after = made.permissions();
    List<String> names = new ArrayList<>();
    if (before.kind() != after.kind()) {
      names.add("HCR_EL2");
    }
    if (before.wxn() != after.wxn()) {
      names.add("SCTLR_" + after.kind().exceptionLevel());
    }
    if (!before.indirect().equals(after.indirect())) {
      names.add("PIR_EL1");
    }
    boolean control =
        !old.regime().equals(made.regime()) || before.hierarchical() != after.hierarchical();
    if (control || names.isEmpty()) {
      names.add(after.kind().controlRegister());
    }
    return names;
  }

  private static FlushAlgorithm algorithmOf(Build build) {
    if (build.manifest().kernel().isEmpty()) {
      return FlushAlgorithm.DESCENDING_KERNEL;
    }
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

  /** Whether both are read alike. */
  public boolean comparable() {
    return otherRegisters.isEmpty();
  }

  /** What invalidates all translations of the regime. */
  public TlbiInstruction everything() {
    return TlbiInstruction.ofAll(kind);
  }

  /** Whether all of them must go: registers change, or the root moves. */
  public boolean needsEverything() {
    return !comparable() || movesRoot();
  }

  /** Whether the table base register changes. */
  public boolean movesRoot() {
    return comparable() && from.pa() != to.pa();
  }

  /** Whether anything must be invalidated. */
  public boolean needsInvalidation() {
    return needsEverything() || changes.stream().anyMatch(EntryChange::invalidates);
  }

  /** Whether an entry must be made invalid before it is written anew (Arm ARM D8.17.1). */
  public boolean needsBreakBeforeMake() {
    return !comparable() || changes.stream().anyMatch(EntryChange::needsBreakBeforeMake);
  }
}

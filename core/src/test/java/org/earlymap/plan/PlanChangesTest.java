// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.earlymap.Range;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.RegimeKind;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.tlb.AddressOperand;
import org.earlymap.tlb.ChangePlanner;
import org.earlymap.tlb.EntryChange;
import org.earlymap.tlb.FlushAlgorithm;
import org.earlymap.tlb.MappingChanges;
import org.earlymap.tlb.TlbiCpu;
import org.earlymap.tlb.TlbiInstruction;
import org.earlymap.tlb.TlbiOperation;
import org.earlymap.tlb.TlbiPlan;
import org.junit.jupiter.api.Test;

/**
 * A random plan is changed beneath its root: no TLB keeps what is no longer true once it has taken
 * the operations, those of the plan's own regime.
 */
final class PlanChangesTest {
  private static final int PAIRS = Integer.getInteger("earlymap.pairs", 1000);
  private static final int ADDRESSES = 64;
  private static final List<RegimeKind> KINDS = List.of(RegimeKind.values());

  @Test
  void whatIsNoLongerTrueIsInvalidated() {
    Map<RegimeKind, Integer> stale = new EnumMap<>(RegimeKind.class);
    int pairs = 0;
    for (long seed = 0; pairs < PAIRS; seed++) {
      RegimeKind kind = KINDS.get((int) (seed % KINDS.size()));
      SplittableRandom random = new SplittableRandom(seed);
      Plan before = new RandomPlans(seed).next(kind);
      Plan after = changed(before, random);
      PlannedTables old = before.tables("t");
      PlannedTables made = after.tables("t");
      if (!old.roots().equals(made.roots())) {
        continue;
      }
      pairs++;
      for (TableRoot root : old.roots()) {
        int found = check("seed " + seed, old, made, root, before, random);
        stale.merge(kind, found, Integer::sum);
      }
    }
    System.out.println("PlanChangesTest: " + pairs + " changes, stale translations " + stale);
    assertThat(stale).hasSize(KINDS.size()).allSatisfy((k, n) -> assertThat(n).isPositive());
  }

  private static int check(
      String seed,
      PlannedTables old,
      PlannedTables made,
      TableRoot root,
      Plan before,
      SplittableRandom random) {
    TableWalker was = old.walker(root);
    TableWalker is = made.walker(root);
    Granule granule = root.regime().granule();
    boolean lpa2 = root.regime().format() == DescriptorFormat.LPA2;
    TlbiCpu cpu = new TlbiCpu(random.nextBoolean(), random.nextBoolean(), lpa2);
    RegimeKind kind = old.registers().kind();
    ChangePlanner planner = new ChangePlanner(kind, granule, cpu, FlushAlgorithm.DESCENDING_KERNEL);
    List<TlbiPlan> plans = new ArrayList<>();
    for (EntryChange change : MappingChanges.between(was, is)) {
      planner.plan(change).ifPresent(plans::add);
    }
    for (TlbiPlan plan : plans) {
      for (TlbiOperation operation : plan.operations()) {
        assertThat(operation.instruction().regime())
            .isEqualTo(TlbiInstruction.ofAll(kind).regime());
      }
      assertThat(plan.missed()).as(seed).isEmpty();
      assertThat(plan.afterwards().isPresent()).isEqualTo(kind.isStage2() && !plan.isFullFlush());
    }
    int stale = 0;
    for (long va : addresses(before, random)) {
      Translation then = was.translate(va);
      Translation now = is.translate(va);
      if (then instanceof Translation.Mapped mapped && !isStill(mapped, now)) {
        stale++;
        assertThat(plans.stream().anyMatch(plan -> takes(plan, mapped, granule)))
            .as("%s: %s is %s, and was %s: %s", seed, kind, now, then, plans)
            .isTrue();
      }
    }
    return stale;
  }

  private static boolean isStill(Translation.Mapped then, Translation now) {
    return now instanceof Translation.Mapped mapped
        && mapped.pa() == then.pa()
        && mapped.rights() == then.rights()
        && mapped.memoryType().equals(then.memoryType())
        && mapped.leaf() == then.leaf();
  }

  /** Whether an operation invalidates the leaf, whose level it must not get wrong. */
  private static boolean takes(TlbiPlan plan, Translation.Mapped mapped, Granule granule) {
    if (plan.isFullFlush()) {
      return true;
    }
    for (TlbiOperation operation : plan.operations()) {
      Range covered =
          operation.covers(granule, plan.request().range().stride(), plan.request().cpu().lpa2());
      boolean held = Long.compareUnsigned(mapped.va() - covered.start(), covered.size()) < 0;
      boolean hinted =
          operation.instruction().operand() == TlbiInstruction.Operand.ADDRESS
              && AddressOperand.decode(operation.operand()).level().orElse(mapped.level())
                  != mapped.level();
      if (held && !hinted) {
        return true;
      }
    }
    return false;
  }

  /** Regions go, move in memory, or are mapped otherwise. */
  private static Plan changed(Plan plan, SplittableRandom random) {
    List<PlanRegion> regions = new ArrayList<>();
    for (PlanRegion region : plan.regions()) {
      PlanRegion other = plan.regions().get(random.nextInt(plan.regions().size()));
      long page = plan.space().granule().bytes();
      switch (random.nextInt(5)) {
        case 0 -> {}
        case 1 -> regions.add(with(region, region.pa(), other.attributes()));
        case 2 -> regions.add(with(region, Math.max(0, region.pa() - page), region.attributes()));
        default -> regions.add(region);
      }
    }
    if (regions.isEmpty()) {
      regions.add(plan.regions().get(0));
    }
    return new Plan(plan.space(), regions, plan.guards(), plan.policy(), plan.tables());
  }

  private static PlanRegion with(PlanRegion region, long pa, PlanRegion.Attributes attributes) {
    return new PlanRegion(region.name(), region.va(), pa, region.size(), attributes, false);
  }

  private static List<Long> addresses(Plan plan, SplittableRandom random) {
    List<Long> addresses = new ArrayList<>();
    while (addresses.size() < ADDRESSES) {
      PlanRegion region = plan.regions().get(random.nextInt(plan.regions().size()));
      addresses.add(
          switch (random.nextInt(4)) {
            case 0 -> region.va();
            case 1 -> region.va() + region.size() - 1;
            default -> region.va() + random.nextLong(region.size());
          });
    }
    return addresses;
  }
}

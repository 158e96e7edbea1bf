// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.MemoryType;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import org.junit.jupiter.api.Test;

/** What random plans ask for is mapped, as it was asked for, and nothing else is. */
final class RandomPlansTest {
  private static final int PLANS = Integer.getInteger("earlymap.plans", 10_000);
  private static final long NS = 1L << 5;

  /** Addresses side by side that are mapped alike. */
  private record Mapped(
      long va,
      long last,
      long distance,
      int rights,
      MemoryType type,
      boolean global,
      boolean guarded,
      boolean nonSecure) {
    boolean continues(Mapped before) {
      return before.last + 1 == va && before.alike().equals(alike());
    }

    private Mapped alike() {
      return new Mapped(0, 0, distance, rights, type, global, guarded, nonSecure);
    }

    Mapped upTo(long end) {
      return new Mapped(va, end, distance, rights, type, global, guarded, nonSecure);
    }
  }

  @Test
  void everyByteIsMappedAsAskedAndNothingElse() {
    long tables = 0;
    for (long seed = 0; seed < PLANS; seed++) {
      Plan plan = new RandomPlans(seed).next();
      PlannedTables planned = plan.tables("t");
      assertThat(found(planned)).as("seed " + seed).isEqualTo(asked(plan));
      tables += planned.pages();
    }
    System.out.println("RandomPlansTest: " + PLANS + " plans, " + tables + " table pages");
  }

  private static List<Mapped> asked(Plan plan) {
    List<Mapped> asked = new ArrayList<>();
    List<PlanRegion> sorted = new ArrayList<>(plan.regions());
    sorted.sort(Comparator.comparing(PlanRegion::va, Long::compareUnsigned));
    for (PlanRegion region : sorted) {
      PlanRegion.Attributes how = region.attributes();
      add(
          asked,
          new Mapped(
              region.va(),
              region.va() + region.size() - 1,
              region.pa() - region.va(),
              how.rights(),
              how.memory().type(),
              how.global(),
              how.guarded(),
              how.nonSecure()));
    }
    return asked;
  }

  private static List<Mapped> found(PlannedTables planned) {
    List<Mapped> found = new ArrayList<>();
    for (TableRoot root : planned.roots()) {
      TableWalker walker = planned.walker(root);
      assertThat(walker.findings(1)).isEmpty();
      TranslationContext context = walker.context();
      for (Mapping mapping : walker.mappings()) {
        assertThat(mapping.repeated()).isFalse();
        add(
            found,
            new Mapped(
                mapping.va(),
                mapping.endVa() - 1,
                mapping.pa() - mapping.va(),
                context.permissions().rights(mapping.descriptor(), mapping.hierarchical()),
                context.memoryType(mapping.descriptor()),
                context.permissions().kind().isStage2() || !mapping.has(Descriptor.NG),
                !context.permissions().kind().isStage2() && mapping.has(Descriptor.GP),
                !context.permissions().kind().isStage2() && mapping.has(NS)));
      }
    }
    return found;
  }

  private static void add(List<Mapped> all, Mapped next) {
    int end = all.size() - 1;
    if (end >= 0 && next.continues(all.get(end))) {
      all.set(end, all.get(end).upTo(next.last()));
    } else {
      all.add(next);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.earlymap.arch.VaHalf;
import org.earlymap.plan.Plan;
import org.earlymap.plan.PlanRegion;
import org.earlymap.plan.PlanSpace;
import org.earlymap.plan.PlannedTables;
import org.earlymap.plan.RandomPlans;
import org.earlymap.plan.RegionMemory;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of random plans, as an emulated CPU translates by them at every exception level. */
@RequiresTool("aarch64-linux-gnu-gcc")
@RequiresNewerEmulator
class PlanAgreementTest {
  private static final int PLANS = Integer.getInteger("earlymap.plans", 500);
  private static final int ADDRESSES = Integer.getInteger("earlymap.addresses", 1100);
  private static final int NEEDED_BITS = 32;

  @TempDir Path directory;

  @Test
  void everyAnswerIsTheWalkers() throws Exception {
    PlanProbe probe =
        new PlanProbe(Emulator.newer("qemu-system-aarch64").orElseThrow().toString(), directory);
    List<PlanProbe.Job> jobs = new ArrayList<>();
    Set<String> levels = new TreeSet<>();
    long at = PlanProbe.TABLES.start();
    for (long seed = 0; jobs.size() < PLANS && at < PlanProbe.TABLES.end() - (32 << 20); seed++) {
      RegimeKind kind = List.of(RegimeKind.values()).get((int) (seed % 5));
      Optional<Plan> plan = placed(new RandomPlans(seed).next(kind), at);
      if (plan.isEmpty()) {
        continue;
      }
      PlannedTables tables = plan.get().tables("t");
      at = tables.pa() + tables.pages() * tables.space().granule().bytes();
      PlanProbe.Job job = new PlanProbe.Job(tables, addresses(plan.get(), tables, seed));
      jobs.add(job);
      probe.add(job);
      TableRoot root = tables.roots().get(0);
      levels.add("root level " + root.regime().rootLevel());
    }
    List<long[]> answers = probe.run();
    Agreement agreement = new Agreement();
    for (int i = 0; i < jobs.size(); i++) {
      compare(agreement, jobs.get(i), answers.get(i));
    }
    agreement.print("AT on plans", jobs.size());
    assertThat(levels).hasSize(5);
    assertThat(agreement.disagreements()).isEmpty();
  }

  private static void compare(Agreement agreement, PlanProbe.Job job, long[] answers) {
    PlannedTables tables = job.tables();
    agreement.asked(job.addresses().size());
    for (int n = 0; n < job.addresses().size(); n++) {
      long va = job.addresses().get(n);
      TableWalker walker = tables.walker(root(tables, va));
      Translation translation = walker.translate(va);
      for (int k = 0; k < job.answers(); k++) {
        long expected =
            Par.expected(translation, Par.ASKED[k], walker.context(), tables.registers().tcr());
        String where = job.kind() + " " + tables.space();
        agreement.compare(where, translation, k, expected, answers[n * job.answers() + k]);
      }
    }
  }

  /** The root that translates {@code va}, or the other one, beneath which it is not. */
  private static TableRoot root(PlannedTables tables, long va) {
    return tables.roots().stream()
        .filter(root -> root.half() == VaHalf.of(va))
        .findFirst()
        .orElse(tables.roots().get(0));
  }

  /** The plan with its tables at {@code at}, and what EL3 needs to ask about it. */
  private static Optional<Plan> placed(Plan plan, long at) {
    PlanSpace space = plan.space();
    long page = space.granule().bytes();
    long alignment = space.kind().isStage2() ? page * 16 : page;
    List<PlanRegion> regions = new ArrayList<>(plan.regions());
    if (space.kind() == RegimeKind.EL3) {
      if (space.bigEndian()) {
        return Optional.empty();
      }
      regions.removeIf(
          region ->
              region.addresses().intersection(PlanProbe.PROGRAM).isPresent()
                  || region.addresses().intersection(PlanProbe.DATA).isPresent());
      int bits = Math.max(NEEDED_BITS, space.vaBits().orElseThrow());
      space =
          new PlanSpace(
              space.kind(),
              space.granule(),
              OptionalInt.of(bits),
              space.paBits(),
              space.wide(),
              false);
      int read = Rights.EL1_READ;
      regions.add(region("program", PlanProbe.PROGRAM, read | Rights.EL1_EXECUTE));
      regions.add(region("data", PlanProbe.DATA, read | Rights.EL1_WRITE));
    }
    return Optional.of(
        new Plan(
            space,
            regions,
            plan.guards(),
            plan.policy(),
            Plan.TableMemory.at((at + alignment - 1) & -alignment)));
  }

  private static PlanRegion region(String name, org.earlymap.Range range, int rights) {
    return new PlanRegion(
        name,
        range.start(),
        range.start(),
        range.size(),
        new PlanRegion.Attributes(rights, RegionMemory.NORMAL, true, false, true),
        false);
  }

  /** The borders of regions, places in them, and anywhere. */
  private static List<Long> addresses(Plan plan, PlannedTables tables, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> addresses = new ArrayList<>();
    int bits = tables.space().vaBits().orElseThrow();
    while (addresses.size() < ADDRESSES) {
      PlanRegion region = plan.regions().get(random.nextInt(plan.regions().size()));
      long va =
          switch (random.nextInt(8)) {
            case 0 -> region.va();
            case 1 -> region.va() + region.size() - 1;
            case 2 -> region.va() + region.size();
            case 3 -> region.va() - 1;
            case 4 -> random.nextLong() >>> (64 - bits);
            case 5 -> random.nextLong();
            default -> region.va() + random.nextLong(region.size());
          };
      // With stage 1 off an address beyond the physical ones is a fault of stage 1.
      addresses.add(plan.space().kind().isStage2() ? va & ((1L << 52) - 1) : va);
    }
    return addresses;
  }
}

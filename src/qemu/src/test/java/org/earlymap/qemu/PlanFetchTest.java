// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.earlymap.Range;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Instructions fetched by the tables of random plans, at every exception level and through stage 2:
 * what executes and what faults, with its syndrome and the exception level that takes it.
 */
@RequiresTool("aarch64-linux-gnu-gcc")
@RequiresNewerEmulator
class PlanFetchTest {
  private static final int PLANS = Integer.getInteger("earlymap.plans", 150);
  private static final int PAIRS = Integer.getInteger("earlymap.pairs", 60);
  private static final int ADDRESSES = Integer.getInteger("earlymap.addresses", 300);
  private static final int MOST = 20;
  private static final Range MEMORY = new Range(0, ProbeMachine.MEMORY.end());
  private static final long INSTRUCTION = 4;

  @TempDir Path directory;

  private final List<String> disagreements = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final ProbedLevels levels = new ProbedLevels();

  @Test
  void fetchesFaultWhereTheWalkersSay() throws Exception {
    PlanJobs jobs = new PlanJobs(true, ADDRESSES);
    for (long seed = 0; jobs.jobs().size() < PLANS && jobs.hasRoom(); seed++) {
      jobs.addOne(seed);
    }
    for (long seed = 0; jobs.jobs().size() < PLANS + PAIRS && jobs.hasRoom(); seed++) {
      jobs.addBoth(seed);
    }
    List<PlanProbe.Job> fetching = jobs.jobs().stream().map(PlanFetchTest::harmless).toList();
    PlanProbe probe =
        new PlanProbe(Emulator.newer("qemu-system-aarch64").orElseThrow().toString(), directory);
    fetching.forEach(probe::add);
    List<long[]> answers = probe.run();
    for (int i = 0; i < fetching.size(); i++) {
      compare(fetching.get(i), answers.get(i));
    }
    int all = counts.values().stream().mapToInt(count -> count).sum();
    System.out.println(
        "fetches on plans: " + fetching.size() + " configurations, " + all + " " + counts);
    levels.print("fetches on plans");
    assertThat(disagreements).isEmpty();
    assertThat(levels.missing()).isEmpty();
    assertThat(counts).hasSize(3).allSatisfy((what, count) -> assertThat(count).isPositive());
  }

  /** The job without the addresses at which whatever is in memory would execute. */
  private static PlanProbe.Job harmless(PlanProbe.Job job) {
    List<Long> addresses =
        job.addresses().stream()
            .map(va -> va & -INSTRUCTION)
            .filter(va -> isHarmless(job, va, Rights.EL1_EXECUTE))
            .filter(va -> job.kind().hasOnePrivilege() || isHarmless(job, va, Rights.EL0_EXECUTE))
            .toList();
    return new PlanProbe.Job(job.tables(), job.at(), job.stage2(), true, addresses);
  }

  private static boolean isHarmless(PlanProbe.Job job, long va, int right) {
    ProbedTranslation found = ProbedTranslation.of(job, va, right);
    return found.fault().isPresent()
        || !MEMORY.contains(found.pa())
        || PlanProbe.CODE.contains(found.pa());
  }

  private void compare(PlanProbe.Job job, long[] answers) {
    for (int n = 0; n < job.addresses().size(); n++) {
      long va = job.addresses().get(n);
      for (int k = 0; k < job.answers(); k++) {
        int right = k == 0 ? Rights.EL1_EXECUTE : Rights.EL0_EXECUTE;
        ProbedTranslation expected = ProbedTranslation.of(job, va, right);
        levels.count(expected);
        FetchSyndrome wanted = FetchSyndrome.of(expected, job.kind(), k == 1);
        FetchSyndrome found = FetchSyndrome.read(answers[n * job.answers() + k]);
        counts.merge(wanted.outcome(), 1, Integer::sum);
        if (!wanted.equals(found) && disagreements.size() < MOST) {
          disagreements.add(
              String.format(
                  Locale.ROOT,
                  "%s %s: fetch at EL%d va 0x%016x: the CPU says %s, the walker %s, %s",
                  job.kind(),
                  job.tables().space(),
                  k == 1 ? 0 : level(job.kind()),
                  va,
                  found,
                  wanted,
                  expected));
        }
      }
    }
  }

  private static int level(RegimeKind kind) {
    return kind == RegimeKind.EL3 ? 3 : kind == RegimeKind.EL2 ? 2 : 1;
  }
}

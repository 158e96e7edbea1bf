// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables of random plans, as an emulated CPU translates by them: at every exception level, by
 * stage 2, and by both stages.
 */
@RequiresTool("aarch64-linux-gnu-gcc")
@RequiresNewerEmulator
class PlanAgreementTest {
  private static final int PLANS = Integer.getInteger("earlymap.plans", 500);
  private static final int PAIRS = Integer.getInteger("earlymap.pairs", 150);
  private static final int ADDRESSES = Integer.getInteger("earlymap.addresses", 1100);
  private static final long TYPE = 0xffL << 56;
  private static final String[] STAGE_1 = {"S1E1R", "S1E1W", "S1E0R", "S1E0W"};
  private static final String[] BOTH = {"S12E1R", "S12E1W", "S12E0R", "S12E0W"};

  @TempDir Path directory;

  @Test
  void everyAnswerIsTheWalkers() throws Exception {
    PlanJobs jobs = new PlanJobs(false, ADDRESSES);
    for (long seed = 0; jobs.jobs().size() < PLANS && jobs.hasRoom(); seed++) {
      jobs.addOne(seed);
    }
    ask("AT on plans", jobs.jobs());
  }

  @Test
  void everyAnswerOfBothStagesIsTheWalkers() throws Exception {
    PlanJobs jobs = new PlanJobs(false, ADDRESSES);
    for (long seed = 0; jobs.jobs().size() < PAIRS && jobs.hasRoom(); seed++) {
      jobs.addBoth(seed);
    }
    ask("AT on pairs of plans", jobs.jobs());
  }

  private void ask(String what, List<PlanProbe.Job> jobs) throws Exception {
    PlanProbe probe =
        new PlanProbe(Emulator.newer("qemu-system-aarch64").orElseThrow().toString(), directory);
    jobs.forEach(probe::add);
    List<long[]> answers = probe.run();
    Agreement agreement = new Agreement();
    ProbedLevels levels = new ProbedLevels();
    for (int i = 0; i < jobs.size(); i++) {
      compare(agreement, levels, jobs.get(i), answers.get(i));
    }
    agreement.print(what, jobs.size());
    levels.print(what);
    assertThat(agreement.disagreements()).isEmpty();
    assertThat(levels.missing()).isEmpty();
  }

  private static void compare(
      Agreement agreement, ProbedLevels levels, PlanProbe.Job job, long[] answers) {
    agreement.asked(job.addresses().size());
    boolean second = job.kind().isStage2() || job.stage2().isPresent();
    String where = job.kind() + " " + job.tables().space();
    for (int n = 0; n < job.addresses().size(); n++) {
      long va = job.addresses().get(n);
      for (int k = 0; k < job.answers(); k++) {
        ProbedTranslation expected = ProbedTranslation.of(job, va, Par.ASKED[k]);
        levels.count(expected);
        // QEMU takes the low half of Normal Non-cacheable, 4, for that of Device-nGnRE.
        long compared = expected.deviceOverNonCacheable() ? ~TYPE : -1;
        agreement.compare(
            where,
            va,
            (second ? BOTH : STAGE_1)[k],
            expected.par() & compared,
            answers[n * job.answers() + k] & compared,
            expected);
      }
    }
  }
}

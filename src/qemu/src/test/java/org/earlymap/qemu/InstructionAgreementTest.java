// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.earlymap.a64.CpuProfile;
import org.earlymap.cpu.CpuModel;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random instructions in random states, executed by QEMU in user mode and by the project's own CPU
 * at EL0: registers, flags, memory, and the exception that ends each.
 *
 * <p>{@code -Dearlymap.instructions=N} says how many records each seed has.
 */
@RequiresTool({"qemu-aarch64", "aarch64-linux-gnu-gcc"})
@Execution(ExecutionMode.CONCURRENT)
class InstructionAgreementTest {
  private static final int MOST_TOLD = 40;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void registersFlagsAndMemoryAgree(long seed) throws Exception {
    int records = Integer.getInteger("earlymap.instructions", 100_000);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] readOnly = new byte[InstructionOracle.PAGE];
    byte[] window = new byte[InstructionOracle.PAGE];
    random.nextBytes(readOnly);
    random.nextBytes(window);
    List<TableLine> table = TableLine.all();
    RandomInstructions instructions = new RandomInstructions(table, random.nextLong());
    InstructionComparison comparison = new InstructionComparison(window, table);
    // Pointer authentication is off, as it is for a kernel before it has made keys.
    CpuProfile profile = CpuProfile.of(CpuModel.find("qemu-max").registers(), 1);
    profile = profile.with("ID_AA64ISAR1_EL1", profile.get("ID_AA64ISAR1_EL1") & ~0xff00_0ff0L);
    try (InstructionOracle oracle =
        InstructionOracle.start("qemu-aarch64", "max,pauth=off", folder, readOnly, window)) {
      List<InstructionOracle.Record> batch = instructions.batch(InstructionOracle.MOST_RECORDS);
      oracle.send(batch);
      for (int done = 0; done < records; done += InstructionOracle.MOST_RECORDS) {
        List<InstructionOracle.Result> results = oracle.receive(batch.size());
        List<InstructionOracle.Record> next = instructions.batch(InstructionOracle.MOST_RECORDS);
        oracle.send(next);
        UserModeCpu cpu = new UserModeCpu(profile, readOnly, window, batch);
        for (int i = 0; i < batch.size(); i++) {
          comparison.compare(cpu, i, batch.get(i), results.get(i));
        }
        batch = next;
      }
    }
    System.out.println("seed " + seed + ": " + comparison.counts());
    assertThat(comparison.differences().stream().limit(MOST_TOLD))
        .as("%d records that differ, seed %d", comparison.differences().size(), seed)
        .isEmpty();
    assertThat(comparison.unmet()).as("lines of the table that no record met").isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.earlymap.a64.CpuProfile;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdRegisters;
import org.junit.jupiter.api.Test;
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

  /** Registers of the newer emulator's {@code max}, its instructions without vectors. */
  private static final Map<String, Long> NEWER =
      Map.of(
          "ID_AA64ISAR0_EL1", 0x1221_1111_1031_2120L,
          "ID_AA64ISAR1_EL1", 0x0111_2111_0021_1002L,
          "ID_AA64ISAR2_EL1", 0x1120_0000_0011_0012L,
          "ID_AA64ISAR3_EL1", 0x1000_0010L,
          "ID_AA64PFR1_EL1", 0x0010_1010_1200_0321L,
          "ID_AA64MMFR2_EL1", 0x1221_0111_1201_1011L);

  @TempDir Path folder;

  /**
   * The emulator on the path: its CPU has none of what is behind it in the table, and signs with
   * keys that it does not tell.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void registersFlagsAndMemoryAgree(long seed) throws Exception {
    CpuProfile profile = withTags(withoutSigning(CpuModel.find("qemu-max").registers()));
    agree(seed, "qemu-aarch64", profile, Set.of("HBC", "XS", "CSSC", "PAUTH", "PACGA"));
  }

  /** The newer one knows more instructions. */
  @Test
  @RequiresNewerEmulator
  void registersFlagsAndMemoryAgreeWithTheNewerEmulator() throws Exception {
    CpuProfile profile = CpuProfile.of(CpuModel.find("qemu-max").registers(), 1);
    for (Map.Entry<String, Long> register : NEWER.entrySet()) {
      profile = profile.with(register.getKey(), register.getValue());
    }
    agree(3, Emulator.best("qemu-aarch64"), profile, Set.of("PAUTH", "PACGA"));
  }

  private static CpuProfile withoutSigning(IdRegisters registers) {
    CpuProfile profile = CpuProfile.of(registers, 1);
    return profile.with("ID_AA64ISAR1_EL1", profile.get("ID_AA64ISAR1_EL1") & ~0xff00_0ff0L);
  }

  private static CpuProfile withTags(CpuProfile profile) {
    return profile.with("ID_AA64PFR1_EL1", profile.get("ID_AA64PFR1_EL1") | 3 << 8);
  }

  private void agree(long seed, String emulator, CpuProfile profile, Set<String> missing)
      throws Exception {
    int records = Integer.getInteger("earlymap.instructions", 100_000);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] readOnly = new byte[InstructionOracle.PAGE];
    byte[] window = new byte[InstructionOracle.PAGE];
    random.nextBytes(readOnly);
    random.nextBytes(window);
    List<TableLine> table = TableLine.all();
    RandomInstructions instructions = new RandomInstructions(table, random.nextLong());
    InstructionComparison comparison = new InstructionComparison(window, table);
    try (InstructionOracle oracle =
        InstructionOracle.start(emulator, "max,pauth=off", folder, readOnly, window)) {
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
    assertThat(comparison.unmet())
        .as("lines of the table that no record executed")
        .allMatch(line -> missing.contains(line.feature()));
  }
}

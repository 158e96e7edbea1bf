// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.earlymap.Range;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.RegisterValue;
import org.earlymap.plan.PlannedTables;

/**
 * An emulated CPU with all exception levels that is asked how it translates by the tables of plans,
 * or fetches instructions by them: a small program of ours (plan-probe.S) does it at EL3.
 */
final class PlanProbe {
  /** Where tables may lie. */
  static final Range TABLES = new Range(0x4100_0000L, 0x6c00_0000L);

  /** Memory of which every word is SVC, to fetch. */
  static final Range CODE = new Range(TABLES.end(), ProbeMachine.PROGRAM);

  /** The program, which tables of EL3, and all that fetch, must map where it lies. */
  static final Range PROGRAM = new Range(ProbeMachine.PROGRAM, ProbeMachine.PROGRAM + (64 << 10));

  /** What the program reads and writes, which tables of EL3 must map too. */
  static final Range DATA = new Range(ProbeMachine.JOBS, ProbeMachine.MEMORY.end());

  private static final int RECORD = 128;
  private static final int NESTED = 4;
  private static final long HCR_RW = 1L << 31;
  private static final long HCR_DC = 1L << 12;

  /**
   * Tables, and the addresses that are asked about or fetched from.
   *
   * @param tables those of an exception level, or of stage 2 beneath a stage 1 that is off
   * @param at where they are in memory: stage 2 may put them elsewhere than they are planned
   * @param stage2 those that translate what {@code tables}, of EL1, lead to
   */
  record Job(
      PlannedTables tables,
      long at,
      Optional<PlannedTables> stage2,
      boolean fetches,
      List<Long> addresses) {
    static Job of(PlannedTables tables, boolean fetches, List<Long> addresses) {
      return new Job(tables, tables.pa(), Optional.empty(), fetches, addresses);
    }

    RegimeKind kind() {
      return tables.registers().kind();
    }

    /**
     * How many answers there are for each address: reading and writing, or a fetch, at EL0 too if
     * it has it.
     */
    int answers() {
      return (fetches ? 1 : 2) * (kind().hasOnePrivilege() ? 1 : 2);
    }
  }

  private final String emulator;
  private final Path directory;
  private final List<Job> jobs = new ArrayList<>();

  PlanProbe(String emulator, Path directory) {
    this.emulator = emulator;
    this.directory = directory;
  }

  void add(Job job) {
    jobs.add(job);
  }

  /**
   * Runs the machine and returns the answers to every question, job by job: PAR_EL1, or of a fetch
   * the syndrome of the exception that it led to, with the level that took it in bits 63:60.
   */
  List<long[]> run() throws IOException, InterruptedException {
    ProbeMachine machine =
        new ProbeMachine(emulator, directory, "virt,secure=on,virtualization=on", "max");
    Path image = directory.resolve("tables.img");
    writeTables(image);
    machine.load(TABLES.start(), image);
    List<Integer> counts = jobs.stream().map(job -> job.addresses.size() * job.answers()).toList();
    machine.load(ProbeMachine.JOBS, jobBytes(ProbeMachine.bytes(counts)));
    return machine.run("plan-probe", counts);
  }

  private void writeTables(Path image) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      for (Job job : jobs) {
        write(file, job.tables, job.at);
        if (job.stage2.isPresent()) {
          write(file, job.stage2.get(), job.stage2.get().pa());
        }
      }
    }
  }

  private static void write(RandomAccessFile file, PlannedTables tables, long at)
      throws IOException {
    byte[] bytes = new byte[Math.toIntExact(bytes(tables))];
    tables.memory().view(tables.pa(), bytes.length).get(bytes);
    file.seek(at - TABLES.start());
    file.write(bytes);
  }

  /** How much memory tables take. */
  static long bytes(PlannedTables tables) {
    return tables.pages() * tables.space().granule().bytes();
  }

  private static int number(Job job) {
    return switch (job.kind()) {
      case EL1 -> job.stage2.isPresent() ? NESTED : 0;
      case EL2 -> 1;
      case EL3 -> 2;
      case STAGE2, STAGE2_FWB -> 3;
    };
  }

  private static Map<String, Long> registers(PlannedTables tables) {
    return RegisterValue.of(tables.registers(), tables.roots().get(0).regime()).stream()
        .collect(Collectors.toMap(RegisterValue::name, RegisterValue::value));
  }

  private byte[] jobBytes(long results) {
    int addresses = jobs.stream().mapToInt(job -> job.addresses.size() * 8).sum();
    ByteBuffer bytes =
        ByteBuffer.allocate(ProbeMachine.HEADER + RECORD * jobs.size() + addresses)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(jobs.size()).putLong(ProbeMachine.RESULTS).putLong(results);
    long nextAddress = DATA.start() + ProbeMachine.HEADER + (long) RECORD * jobs.size();
    long nextResult = ProbeMachine.RESULTS;
    for (Job job : jobs) {
      RegimeKind kind = job.kind();
      Map<String, Long> values = registers(job.tables);
      Map<String, Long> beneath = job.stage2.map(PlanProbe::registers).orElse(Map.of());
      String level = "_" + kind.exceptionLevel();
      int start = bytes.position();
      bytes.putLong(number(job));
      bytes.putLong(values.getOrDefault("MAIR" + level, 0L));
      bytes.putLong(values.getOrDefault(kind.controlRegister(), 0L));
      bytes.putLong(values.getOrDefault(kind.isStage2() ? "VTTBR_EL2" : "TTBR0" + level, 0L));
      bytes.putLong(values.getOrDefault("TTBR1_EL1", 0L));
      bytes.putLong(job.tables.registers().sctlr().value());
      // With DC stage 1 is off and write-back: what comes out is stage 2's memory type.
      bytes.putLong(
          HCR_RW
              | values.getOrDefault("HCR_EL2", 0L)
              | beneath.getOrDefault("HCR_EL2", 0L)
              | (kind.isStage2() ? HCR_DC : 0));
      bytes.putLong(nextAddress).putLong(job.addresses.size()).putLong(nextResult);
      bytes.putLong(job.fetches ? 1 : 0);
      bytes.putLong(beneath.getOrDefault("VTCR_EL2", 0L));
      bytes.putLong(beneath.getOrDefault("VTTBR_EL2", 0L));
      bytes.putLong(job.stage2.map(tables -> tables.registers().sctlr().value()).orElse(0L));
      bytes.position(start + RECORD);
      nextAddress += job.addresses.size() * 8L;
      nextResult += (long) job.addresses.size() * job.answers() * 8;
    }
    if (nextAddress > ProbeMachine.RESULTS || nextResult > DATA.end()) {
      throw new IllegalStateException("too many addresses for one machine");
    }
    for (Job job : jobs) {
      job.addresses.forEach(bytes::putLong);
    }
    return bytes.array();
  }
}

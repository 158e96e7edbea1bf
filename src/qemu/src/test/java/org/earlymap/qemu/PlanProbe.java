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
import java.util.stream.Collectors;
import org.earlymap.Range;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.RegisterValue;
import org.earlymap.plan.PlannedTables;

/**
 * An emulated CPU with all exception levels that is asked how it translates by the tables of plans:
 * a small program of ours (plan-probe.S) asks AT at EL3.
 */
final class PlanProbe {
  /** Where tables may lie. */
  static final Range TABLES = new Range(0x4100_0000L, ProbeMachine.PROGRAM);

  /** The program, which tables of EL3 must map where it lies. */
  static final Range PROGRAM = new Range(ProbeMachine.PROGRAM, ProbeMachine.PROGRAM + (64 << 10));

  /** What the program reads and writes, which they must map too. */
  static final Range DATA = new Range(ProbeMachine.JOBS, ProbeMachine.MEMORY.end());

  private static final int RECORD = 96;
  private static final long HCR_RW = 1L << 31;
  private static final long HCR_DC = 1L << 12;

  /** Tables, and the addresses that are asked about. */
  record Job(PlannedTables tables, List<Long> addresses) {
    RegimeKind kind() {
      return tables.registers().kind();
    }

    /**
     * How many answers there are for each address: reading and writing, at EL0 too if it has it.
     */
    int answers() {
      return kind().hasOnePrivilege() ? 2 : 4;
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

  /** Runs the machine and returns PAR_EL1 for every question, job by job. */
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
        PlannedTables tables = job.tables;
        int size = (int) (tables.pages() * tables.space().granule().bytes());
        byte[] bytes = new byte[size];
        tables.memory().view(tables.pa(), size).get(bytes);
        file.seek(tables.pa() - TABLES.start());
        file.write(bytes);
      }
    }
  }

  private static int number(RegimeKind kind) {
    return switch (kind) {
      case EL1 -> 0;
      case EL2 -> 1;
      case EL3 -> 2;
      case STAGE2, STAGE2_FWB -> 3;
    };
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
      Map<String, Long> values =
          RegisterValue.of(job.tables.registers(), job.tables.roots().get(0).regime()).stream()
              .collect(Collectors.toMap(RegisterValue::name, RegisterValue::value));
      String level = "_" + kind.exceptionLevel();
      int start = bytes.position();
      bytes.putLong(number(kind));
      bytes.putLong(values.getOrDefault("MAIR" + level, 0L));
      bytes.putLong(values.getOrDefault(kind.controlRegister(), 0L));
      bytes.putLong(values.getOrDefault(kind.isStage2() ? "VTTBR_EL2" : "TTBR0" + level, 0L));
      bytes.putLong(values.getOrDefault("TTBR1_EL1", 0L));
      bytes.putLong(job.tables.registers().sctlr().value());
      // With DC stage 1 is off and write-back: what comes out is stage 2's memory type.
      bytes.putLong(HCR_RW | (kind.isStage2() ? values.getOrDefault("HCR_EL2", 0L) | HCR_DC : 0));
      bytes.putLong(nextAddress).putLong(job.addresses.size()).putLong(nextResult);
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

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  static final Range TABLES = new Range(0x4100_0000L, 0x7000_0000L);

  /** The program, which tables of EL3 must map where it lies. */
  static final Range PROGRAM = new Range(0x7000_0000L, 0x7001_0000L);

  /** What the program reads and writes, which they must map too. */
  static final Range DATA = new Range(0x7100_0000L, 0x8000_0000L);

  private static final long RESULTS = 0x7800_0000L;
  private static final int HEADER = 24;
  private static final int RECORD = 96;
  private static final long HCR_RW = 1L << 31;
  private static final long HCR_DC = 1L << 12;
  private static final Duration LIMIT = Duration.ofMinutes(5);

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
    Path program = directory.resolve("plan-probe.elf");
    Path source = directory.resolve("plan-probe.S");
    try (InputStream in =
        Objects.requireNonNull(PlanProbe.class.getResourceAsStream("plan-probe.S"))) {
      Files.write(source, in.readAllBytes());
    }
    Tool.run(
        directory,
        LIMIT,
        List.of(
            "aarch64-linux-gnu-gcc",
            "-nostdlib",
            "-static",
            "-Wl,--build-id=none",
            "-Wl,-Ttext=0x" + Long.toHexString(PROGRAM.start()),
            "-o",
            program.toString(),
            source.toString()));
    long results = jobs.stream().mapToLong(job -> 8L * job.addresses.size() * job.answers()).sum();
    Path jobFile = directory.resolve("jobs.bin");
    Files.write(jobFile, jobBytes(results));
    Path image = directory.resolve("tables.img");
    writeTables(image);
    Tool.run(
        directory,
        LIMIT,
        List.of(
            emulator,
            "-machine",
            "virt,secure=on,virtualization=on",
            "-cpu",
            "max",
            "-m",
            "1024",
            "-display",
            "none",
            "-nodefaults",
            "-semihosting-config",
            "enable=on,target=native",
            "-device",
            "loader,force-raw=on,file=" + image + ",addr=0x41000000",
            "-device",
            "loader,force-raw=on,file=" + jobFile + ",addr=0x71000000",
            "-device",
            "loader,cpu-num=0,file=" + program));
    ByteBuffer answers =
        ByteBuffer.wrap(Files.readAllBytes(directory.resolve("par.bin")))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (answers.capacity() != results) {
      throw new IllegalStateException(
          "the program wrote " + answers.capacity() + " bytes, expected " + results);
    }
    List<long[]> all = new ArrayList<>();
    for (Job job : jobs) {
      long[] own = new long[job.addresses.size() * job.answers()];
      for (int i = 0; i < own.length; i++) {
        own[i] = answers.getLong();
      }
      all.add(own);
    }
    return all;
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
        ByteBuffer.allocate(HEADER + RECORD * jobs.size() + addresses)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(jobs.size()).putLong(RESULTS).putLong(results);
    long nextAddress = DATA.start() + HEADER + (long) RECORD * jobs.size();
    long nextResult = RESULTS;
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
    if (nextAddress > RESULTS || nextResult > DATA.end()) {
      throw new IllegalStateException("too many addresses for one machine");
    }
    for (Job job : jobs) {
      job.addresses.forEach(bytes::putLong);
    }
    return bytes.array();
  }
}

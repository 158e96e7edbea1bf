// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;

/**
 * An emulated CPU that is asked how it translates: tables go into its memory, jobs say with which
 * registers to read them, and a small program of ours (mmu-probe.S) asks.
 */
final class MmuProbe {
  /** The memory of the machine; tables may lie in it below {@link #PROGRAM}. */
  static final Range MEMORY = new Range(0x4000_0000L, 0x8000_0000L);

  /** Where the program is; tables must lie below. */
  static final long PROGRAM = 0x7000_0000L;

  private static final long STUB_ROOT = 0x7020_0000L;
  private static final long STUB_TABLE = STUB_ROOT + 0x1000;
  private static final long JOBS = 0x7100_0000L;
  private static final long RESULTS = 0x7800_0000L;
  private static final long SMALL_GAP = 1 << 20;
  private static final int HEADER = 24;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int RECORD = 128;
  private static final int STUB_T_SIZE = 25;

  /** TCR2_EL1.PIE: leaves select their rights from PIR_EL1 and PIRE0_EL1. */
  private static final long TCR2_PIE = 1 << 1;

  private static final long BLOCK_SIZE = 1L << 21;
  private static final long GIGABYTE_1_ENTRY = 8;

  /** Registers, the half that is asked about, and addresses in it. */
  record Job(
      Tcr tcr,
      Mair mair,
      long sctlr,
      long ttbr,
      VaHalf half,
      List<Long> addresses,
      boolean fetch,
      Optional<IndirectPermissions> indirect) {
    Job {
      addresses = List.copyOf(addresses);
    }

    int resultsEach() {
      return fetch ? 2 : 4;
    }
  }

  private final String emulator;
  private final Path directory;
  private final String cpu;
  private final PhysicalMemory memory = PhysicalMemory.littleEndian();
  private final List<Job> jobs = new ArrayList<>();

  /** A machine with {@code cpu}, as the emulator names it; its files go to {@code directory}. */
  MmuProbe(Path directory, String cpu) {
    this("qemu-system-aarch64", directory, cpu);
  }

  /** A machine of another emulator than the one on the path. */
  MmuProbe(String emulator, Path directory, String cpu) {
    this.emulator = emulator;
    this.directory = directory;
    this.cpu = cpu;
  }

  /** The machine's memory, where the tables go. */
  PhysicalMemory memory() {
    return memory;
  }

  void add(Job job) {
    jobs.add(job);
  }

  /** Runs the machine and returns the answers, job by job. */
  List<long[]> run() throws IOException, InterruptedException {
    Path program = assemble();
    int results = jobs.stream().mapToInt(j -> j.addresses().size() * j.resultsEach() * 8).sum();
    List<String> command =
        new ArrayList<>(
            List.of(
                emulator,
                "-machine",
                "virt",
                "-cpu",
                cpu,
                "-m",
                "1024",
                "-display",
                "none",
                "-nodefaults",
                "-semihosting-config",
                "enable=on,target=native",
                "-device",
                "loader,cpu-num=0,file=" + program));
    for (Range piece : pieces()) {
      Path image = directory.resolve(Long.toHexString(piece.start()) + ".bin");
      Files.write(image, memoryBytes(piece));
      load(command, image, piece.start());
    }
    Path jobFile = directory.resolve("jobs.bin");
    Files.write(jobFile, jobBytes(results));
    load(command, jobFile, JOBS);
    for (boolean ds : new boolean[] {false, true}) {
      Path stub = directory.resolve("stub" + ds + ".bin");
      Files.write(stub, stubTables(ds));
      load(command, stub, stubRoot(ds));
    }
    Tool.run(directory, LIMIT, command);
    ByteBuffer answers =
        ByteBuffer.wrap(Files.readAllBytes(directory.resolve("par.bin")))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (answers.capacity() != results) {
      throw new IllegalStateException(
          "the program wrote " + answers.capacity() + " bytes, expected " + results);
    }
    List<long[]> all = new ArrayList<>();
    for (Job job : jobs) {
      long[] own = new long[job.addresses().size() * job.resultsEach()];
      for (int i = 0; i < own.length; i++) {
        own[i] = answers.getLong();
      }
      all.add(own);
    }
    return all;
  }

  private Path assemble() throws IOException, InterruptedException {
    Path source = directory.resolve("mmu-probe.S");
    try (InputStream in =
        Objects.requireNonNull(MmuProbe.class.getResourceAsStream("mmu-probe.S"))) {
      Files.write(source, in.readAllBytes());
    }
    Path program = directory.resolve("mmu-probe.elf");
    Tool.run(
        directory,
        Duration.ofMinutes(1),
        List.of(
            "aarch64-linux-gnu-gcc",
            "-nostdlib",
            "-static",
            "-Wl,--build-id=none",
            "-Wl,-Ttext=0x" + Long.toHexString(PROGRAM),
            "-o",
            program.toString(),
            source.toString()));
    return program;
  }

  /** Where memory is, pieces with small gaps between them joined. */
  private List<Range> pieces() {
    List<Range> pieces = new ArrayList<>();
    for (Range range : memory.ranges()) {
      if (range.end() > PROGRAM || range.start() < MEMORY.start()) {
        throw new IllegalStateException("tables outside the memory that is free for them");
      }
      int last = pieces.size() - 1;
      if (last >= 0 && range.start() - pieces.get(last).end() < SMALL_GAP) {
        pieces.set(last, new Range(pieces.get(last).start(), range.end()));
      } else {
        pieces.add(range);
      }
    }
    return pieces;
  }

  private byte[] memoryBytes(Range piece) {
    byte[] bytes = new byte[(int) piece.size()];
    for (Range range : memory.ranges()) {
      if (piece.contains(range.start())) {
        memory
            .view(range.start(), (int) range.size())
            .get(bytes, (int) (range.start() - piece.start()), (int) range.size());
      }
    }
    return bytes;
  }

  private byte[] jobBytes(int results) {
    int addresses = jobs.stream().mapToInt(job -> job.addresses().size() * 8).sum();
    ByteBuffer bytes =
        ByteBuffer.allocate(HEADER + RECORD * jobs.size() + addresses)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(jobs.size()).putLong(RESULTS).putLong(results);
    long nextAddress = JOBS + HEADER + (long) RECORD * jobs.size();
    long nextResult = RESULTS;
    for (Job job : jobs) {
      boolean ds = job.tcr().ds();
      boolean upper = job.half() == VaHalf.UPPER;
      long shared = job.tcr().value() & (Tcr.DS | 7L << Tcr.IPS_SHIFT);
      long boot =
          shared
              | Tcr.granuleBits(Granule.SIZE_4K)
              | STUB_T_SIZE
              | (long) STUB_T_SIZE << Tcr.T1SZ_SHIFT
              | Tcr.WALKS_WRITE_BACK_INNER_SHAREABLE;
      long lowerFields = 0xffffL;
      long stubFields = upper ? lowerFields : lowerFields << 16;
      long own = (job.tcr().value() & ~stubFields) | (boot & stubFields);
      int start = bytes.position();
      bytes.putLong(boot).putLong(stubRoot(ds)).putLong(own);
      bytes.putLong(job.mair().value()).putLong(job.sctlr());
      bytes.putLong(upper ? stubRoot(ds) : job.ttbr());
      bytes.putLong(upper ? job.ttbr() : stubRoot(ds));
      bytes.putLong(upper ? 0 : -1L << (64 - STUB_T_SIZE));
      bytes.putLong(nextAddress).putLong(job.addresses().size()).putLong(nextResult);
      bytes.putLong(job.fetch() ? 1 : 0);
      bytes.putLong(job.indirect().isPresent() ? TCR2_PIE : 0);
      bytes.putLong(job.indirect().map(IndirectPermissions::pir).orElse(0L));
      bytes.putLong(job.indirect().map(IndirectPermissions::pire0).orElse(0L));
      bytes.position(start + RECORD);
      nextAddress += job.addresses().size() * 8L;
      nextResult += (long) job.addresses().size() * job.resultsEach() * 8;
    }
    if (nextAddress > RESULTS || nextResult > MEMORY.end()) {
      throw new IllegalStateException("too many addresses for one machine");
    }
    for (Job job : jobs) {
      for (long address : job.addresses()) {
        bytes.putLong(address);
      }
    }
    return bytes.array();
  }

  private static long stubRoot(boolean ds) {
    return ds ? STUB_ROOT + 0x2000 : STUB_ROOT;
  }

  /** Maps the program to execute and its data to write, in 2 MiB blocks. */
  private static byte[] stubTables(boolean ds) {
    ByteBuffer bytes = ByteBuffer.allocate(0x2000).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(
        (int) GIGABYTE_1_ENTRY, (stubRoot(ds) + STUB_TABLE - STUB_ROOT) | Descriptor.TABLE);
    long common =
        Descriptor.BLOCK | Descriptor.AF | Descriptor.UXN | (ds ? 0 : Descriptor.SH_INNER);
    for (long pa = PROGRAM; pa != MEMORY.end(); pa += BLOCK_SIZE) {
      long rights = pa == PROGRAM ? Descriptor.AP_READ_ONLY : Descriptor.PXN;
      int entry = (int) ((pa - MEMORY.start()) / BLOCK_SIZE);
      bytes.putLong(0x1000 + entry * 8, pa | common | rights);
    }
    return bytes.array();
  }

  private static void load(List<String> command, Path file, long pa) {
    command.add("-device");
    command.add("loader,force-raw=on,file=" + file + ",addr=0x" + Long.toHexString(pa));
  }
}

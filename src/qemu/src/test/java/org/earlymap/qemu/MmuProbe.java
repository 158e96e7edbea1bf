// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  static final Range MEMORY = ProbeMachine.MEMORY;

  /** Where the program is; tables must lie below. */
  static final long PROGRAM = ProbeMachine.PROGRAM;

  private static final long STUB_ROOT = 0x7020_0000L;
  private static final long STUB_TABLE = STUB_ROOT + 0x1000;
  private static final long SMALL_GAP = 1 << 20;
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
    ProbeMachine machine = new ProbeMachine(emulator, directory, "virt", cpu);
    for (Range piece : pieces()) {
      machine.load(piece.start(), memoryBytes(piece));
    }
    List<Integer> counts =
        jobs.stream().map(job -> job.addresses().size() * job.resultsEach()).toList();
    machine.load(ProbeMachine.JOBS, jobBytes(ProbeMachine.bytes(counts)));
    for (boolean ds : new boolean[] {false, true}) {
      machine.load(stubRoot(ds), stubTables(ds));
    }
    return machine.run("mmu-probe", counts);
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

  private byte[] jobBytes(long results) {
    int addresses = jobs.stream().mapToInt(job -> job.addresses().size() * 8).sum();
    ByteBuffer bytes =
        ByteBuffer.allocate(ProbeMachine.HEADER + RECORD * jobs.size() + addresses)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(jobs.size()).putLong(ProbeMachine.RESULTS).putLong(results);
    long nextAddress = ProbeMachine.JOBS + ProbeMachine.HEADER + (long) RECORD * jobs.size();
    long nextResult = ProbeMachine.RESULTS;
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
    if (nextAddress > ProbeMachine.RESULTS || nextResult > MEMORY.end()) {
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
}

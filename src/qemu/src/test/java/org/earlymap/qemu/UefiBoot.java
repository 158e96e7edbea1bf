// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.earlymap.InputException;
import org.earlymap.Range;
import org.earlymap.RangeSet;
import org.earlymap.a64.CpuState;
import org.earlymap.format.Bytes;
import org.earlymap.format.fdt.FlattenedDeviceTree;
import org.earlymap.format.uefi.MemoryReader;
import org.earlymap.format.uefi.UefiChosen;
import org.earlymap.format.uefi.UefiTables;
import org.earlymap.handover.HandoverFolder;
import org.earlymap.handover.MemoryPiece;

/**
 * A kernel that UEFI firmware has started in the emulator: the CPU is before the kernel's first
 * instruction behind its stub, boot services have ended.
 */
final class UefiBoot implements Closeable {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** EFI_SYSTEM_TABLE_SIGNATURE and EFI_BOOT_SERVICES_SIGNATURE (UEFI 4.3, 4.4). */
  private static final long SYSTEM_TABLE = 0x5453_5953_2049_4249L;

  private static final long BOOT_SERVICES = 0x5652_4553_544f_4f42L;

  /**
   * The pointer to the system table is at such a multiple (EFI_SYSTEM_TABLE_POINTER, UEFI 18.4).
   */
  private static final long POINTER_ALIGNMENT = 4 << 20;

  private static final int BOOT_SERVICES_OFFSET = 96;

  /** EFI_BOOT_SERVICES.ExitBootServices, behind a header of 24 bytes and 26 pointers. */
  private static final int EXIT_OFFSET = 24 + 26 * 8;

  /** MRS X1, CNTPCT_EL0. */
  private static final int MRS_X1_CNTPCT = 0xd53b_e021;

  private static final int BLOCK = 1 << 20;
  private static final int HEADER = 64;
  private static final int IMAGE_ALIGNMENT = 4096;

  private final EmulatedBoot emulated;
  private final Map<String, Long> identity;
  private final long systemTable;
  private final long loadAddress;
  private final long counter;

  private UefiBoot(
      EmulatedBoot emulated,
      Map<String, Long> identity,
      long systemTable,
      long loadAddress,
      long counter) {
    this.emulated = emulated;
    this.identity = identity;
    this.systemTable = systemTable;
    this.loadAddress = loadAddress;
    this.counter = counter;
  }

  /**
   * Starts the firmware and stops where the kernel starts.
   *
   * @param places of the kernel
   * @param folder where memory and logs go
   */
  static UefiBoot start(UefiCase inputs, Path image, KernelPlaces places, Path folder)
      throws IOException, InterruptedException {
    EmulatedBoot emulated = EmulatedBoot.startFirmware(inputs, image, folder);
    try (FileChannel memory = FileChannel.open(emulated.memory(), StandardOpenOption.READ)) {
      Map<String, Long> identity = EmulatedIdentity.read(emulated);
      emulated.stub().start();
      long end = System.nanoTime() + LIMIT.toNanos();
      long systemTable = 0;
      long exit = 0;
      while (exit == 0) {
        if (System.nanoTime() > end) {
          throw new IOException("the firmware makes no system table: " + console(folder));
        }
        Thread.sleep(20);
        systemTable = systemTable(memory);
        exit = systemTable == 0 ? 0 : exitBootServices(memory, systemTable);
      }
      emulated.stub().interrupt();
      emulated.runTo(exit, LIMIT);
      long entry = places.distance("primary_entry").orElseThrow();
      List<Long> candidates = images(memory, places.image());
      for (long pa : candidates) {
        emulated.stub().breakAt(pa + entry);
      }
      if (!emulated.stub().resume(LIMIT)) {
        throw new IOException("the kernel does not start: " + console(folder));
      }
      for (long pa : candidates) {
        emulated.stub().unbreak(pa + entry);
      }
      long pc = emulated.stub().register(GdbStub.PC);
      if (!candidates.contains(pc - entry)) {
        throw new IOException("stopped at 0x" + Long.toHexString(pc) + ": " + console(folder));
      }
      long scratch = pc - entry + places.distance("mark_rodata_ro").orElseThrow();
      return new UefiBoot(
          emulated, identity, systemTable, pc - entry, readCounter(emulated, scratch));
    } catch (IOException | InterruptedException | RuntimeException e) {
      emulated.close();
      throw e;
    }
  }

  /**
   * What the counter shows, which counts instructions, at the next of the kernel's.
   *
   * @param scratch a place that is not executed before tables are compared
   */
  private static long readCounter(EmulatedBoot emulated, long scratch) throws IOException {
    GdbStub stub = emulated.stub();
    long pc = stub.register(GdbStub.PC);
    long x1 = stub.register(1);
    int before = emulated.exchange(scratch, MRS_X1_CNTPCT);
    stub.set(GdbStub.PC, scratch);
    emulated.runTo(scratch + 4, LIMIT);
    long value = stub.register(1);
    emulated.exchange(scratch, before);
    stub.set(1, x1);
    stub.set(GdbStub.PC, pc);
    return value + 1;
  }

  private static String console(Path folder) throws IOException {
    Path log = folder.resolve("console.log");
    return Files.exists(log)
        ? Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1)
        : "no console";
  }

  private static long systemTable(FileChannel memory) throws IOException {
    for (long at = memory.size() - POINTER_ALIGNMENT; at >= 0; at -= POINTER_ALIGNMENT) {
      if (word(memory, at) == SYSTEM_TABLE) {
        return word(memory, at + 8);
      }
    }
    return 0;
  }

  private static long exitBootServices(FileChannel memory, long systemTable) throws IOException {
    long services = word(memory, systemTable + BOOT_SERVICES_OFFSET - EmulatedBoot.MEMORY);
    boolean there = services != 0 && word(memory, services - EmulatedBoot.MEMORY) == BOOT_SERVICES;
    return there ? word(memory, services + EXIT_OFFSET - EmulatedBoot.MEMORY) : 0;
  }

  private static long word(FileChannel memory, long offset) throws IOException {
    ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return memory.read(word, offset) == Long.BYTES ? word.getLong(0) : 0;
  }

  /** Where in memory the first bytes of the image are. */
  private static List<Long> images(FileChannel memory, ByteBuffer image) throws IOException {
    ByteBuffer header = image.slice(0, HEADER);
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    List<Long> found = new ArrayList<>();
    for (long at = 0; at < memory.size(); at += BLOCK) {
      block.clear();
      memory.read(block, at);
      for (int within = 0; within + HEADER <= block.position(); within += IMAGE_ALIGNMENT) {
        if (block.get(within) == header.get(0)
            && block.slice(within, HEADER).mismatch(header) < 0) {
          found.add(EmulatedBoot.MEMORY + at + within);
        }
      }
    }
    return found;
  }

  /** What the kernel is given, as a folder has it: no more memory than a kernel reads. */
  HandoverFolder save(Path folder) throws IOException {
    GdbStub stub = emulated.stub();
    Map<String, Long> registers = new TreeMap<>(identity);
    CpuState known = new CpuState();
    RunningBoth.systemRegisters(stub)
        .forEach(
            (name, value) -> {
              try {
                if (RunningBoth.isState(name)) {
                  known.set(name, value);
                  registers.put(name, value);
                }
              } catch (IllegalArgumentException e) {
                // The engine has no such register.
              }
            });
    for (int i = 0; i <= 30; i++) {
      registers.put("X" + i, stub.register(i));
    }
    registers.put("SP", stub.register(GdbStub.SP));
    registers.put("PC", stub.register(GdbStub.PC));
    registers.put("PSTATE", stub.register(GdbStub.CPSR));
    registers.put(HandoverFolder.LOAD_ADDRESS, loadAddress);
    registers.put("CNTPCT_EL0", counter);
    try (FileChannel memory = FileChannel.open(emulated.memory(), StandardOpenOption.READ)) {
      MemoryReader reader = (pa, length) -> read(memory, pa, length);
      long fdt = registers.getOrDefault("X0", 0L);
      int size = Integer.reverseBytes((int) reader.read(fdt, 8).u32(4));
      Bytes tree = reader.read(fdt, size);
      UefiChosen chosen = UefiChosen.of(FlattenedDeviceTree.read(tree)).orElseThrow();
      RangeSet wanted = new RangeSet();
      UefiTables.read(chosen, reader).memoryRead().forEach(range -> wanted.add(aligned(range)));
      addTables(registers, reader, wanted);
      List<MemoryPiece> pieces = new ArrayList<>();
      for (Range range : wanted.ranges()) {
        pieces.add(new MemoryPiece(range.start(), reader.read(range.start(), (int) range.size())));
      }
      return new HandoverFolder(folder, Optional.of(tree), registers, pieces);
    }
  }

  private static Range aligned(Range range) {
    return new Range(range.start() & -16, range.end() + 15 & -16);
  }

  private static Bytes read(FileChannel memory, long pa, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      while (bytes.hasRemaining()
          && memory.read(bytes, pa - EmulatedBoot.MEMORY + bytes.position()) > 0) {}
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (bytes.hasRemaining()) {
      throw new InputException("no memory at 0x" + Long.toHexString(pa));
    }
    return Bytes.of("memory", bytes.flip());
  }

  /** The firmware's translation tables, through which the kernel runs at first. */
  private static void addTables(Map<String, Long> registers, MemoryReader reader, RangeSet wanted) {
    String el = (registers.getOrDefault("PSTATE", 0L) >>> 2 & 3) == 2 ? "_EL2" : "_EL1";
    if ((registers.getOrDefault("SCTLR" + el, 0L) & 1) == 0) {
      return;
    }
    int bits = 64 - (int) (registers.getOrDefault("TCR" + el, 0L) & 0x3f);
    int level = 4 - (bits - 12 + 8) / 9;
    addTable(reader, registers.getOrDefault("TTBR0" + el, 0L) & 0xffff_ffff_fffeL, level, wanted);
  }

  private static void addTable(MemoryReader reader, long table, int level, RangeSet wanted) {
    wanted.add(new Range(table, table + 4096));
    Bytes entries = reader.read(table, 4096);
    for (int at = 0; at < 4096 && level < 3; at += 8) {
      long entry = entries.u64(at);
      if ((entry & 3) == 3) {
        addTable(reader, entry & 0xffff_ffff_f000L, level + 1, wanted);
      }
    }
  }

  EmulatedBoot emulated() {
    return emulated;
  }

  /** The registers that say what the CPU is. */
  Map<String, Long> identity() {
    return identity;
  }

  /** The physical address of the system table. */
  long systemTable() {
    return systemTable;
  }

  /** The physical address of the image's first byte. */
  long loadAddress() {
    return loadAddress;
  }

  @Override
  public void close() throws IOException {
    emulated.close();
  }
}

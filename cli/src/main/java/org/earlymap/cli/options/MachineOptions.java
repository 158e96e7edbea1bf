// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.cpu.CpuModel;
import org.earlymap.format.fdt.BoardDescription;
import org.earlymap.format.fdt.FdtDynamicReservation;
import org.earlymap.format.fdt.FdtReservation;
import org.earlymap.format.fdt.FlattenedDeviceTree;
import org.earlymap.machine.Machine;
import org.earlymap.machine.Reservation;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What the boot loader and the board give the kernel. Without any of it, it is QEMU's virt board
 * with 1 GiB, loaded as QEMU loads.
 */
public final class MachineOptions {
  private static final long BLOCK = 2 << 20;
  private static final long FARTHEST_FDT = 128 << 20;
  private static final Range VIRT_MEMORY = new Range(0x4000_0000L, 0x8000_0000L);
  private static final int VIRT_FDT_SIZE = 1 << 20;

  @Option(
      names = "--dtb",
      paramLabel = "FILE",
      description = "The board's flattened device tree; the options below go before it.")
  private Optional<Path> dtb = Optional.empty();

  @Option(
      names = "--cmdline",
      paramLabel = "TEXT",
      description = "The kernel's command line (/chosen/bootargs).")
  private Optional<String> commandLine = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "BASE:SIZE",
      converter = MemoryConverter.class,
      description = "A bank of memory, 0x40000000:1G (repeatable). Default: that one.")
  private List<Range> memory = new ArrayList<>();

  @Option(
      names = "--kaslr-seed",
      paramLabel = "NUMBER",
      converter = SeedConverter.class,
      description = "The 64-bit seed of KASLR (/chosen/kaslr-seed); 0 or none: not randomised.")
  private Optional<Long> kaslrSeed = Optional.empty();

  @Option(
      names = "--load-address",
      paramLabel = "PA",
      converter = AddressConverter.class,
      description = "Physical address of _text. Default: 2 MiB above the lowest memory.")
  private Optional<Long> loadAddress = Optional.empty();

  @Option(
      names = "--fdt-address",
      paramLabel = "PA",
      converter = AddressConverter.class,
      description =
          "Physical address of the device tree. Default: 128 MiB above the lowest memory, or beside"
              + " the image where that is in it or outside of memory.")
  private Optional<Long> fdtAddress = Optional.empty();

  @Option(
      names = "--fdt-size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "The device tree's total size. Default: that of --dtb, else 1M.")
  private Optional<Long> fdtSize = Optional.empty();

  @Mixin private final EntryOptions entry = new EntryOptions();

  /**
   * The board: the device tree's, with what the options say in its place.
   *
   * @throws org.earlymap.InputException where the tree or an option cannot be used
   */
  public BoardDescription board() throws IOException {
    BoardDescription board =
        dtb.isPresent() ? BoardDescription.of(FlattenedDeviceTree.read(dtb.get())) : virt();
    List<Range> banks = new ArrayList<>(memory.isEmpty() ? board.banks() : memory);
    banks.sort(Comparator.comparingLong(bank -> bank.start() ^ Long.MIN_VALUE));
    if (!memory.isEmpty()) {
      checkApart(banks);
    }
    return new BoardDescription(
        (int) size(board),
        banks,
        board.reservations(),
        board.dynamicReservations(),
        board.memreserve(),
        commandLine.orElse(board.bootArgs()),
        kaslrSeed.isPresent() ? OptionalLong.of(kaslrSeed.get()) : board.kaslrSeed(),
        board.initrd(),
        board.usableRange(),
        board.elfCoreHeader(),
        board.stdout(),
        board.remarks());
  }

  /** A device tree's banks may overlap, and the kernel joins them; given by hand it is an error. */
  private static void checkApart(List<Range> banks) {
    for (int i = 1; i < banks.size(); i++) {
      Range bank = banks.get(i);
      Range previous = banks.get(i - 1);
      if (Long.compareUnsigned(bank.start(), previous.end() - 1) <= 0) {
        throw new UnusableOptionException(
            "--memory: "
                + hex(bank.start())
                + ".."
                + hex(bank.end())
                + " overlaps memory "
                + hex(previous.start())
                + ".."
                + hex(previous.end()));
      }
    }
  }

  /**
   * What was not given and how it is taken, and what of the memory cannot be reached, a sentence
   * each.
   *
   * @param machine the board with its CPU, its device tree where it lies in the end
   */
  public List<String> assumptions(BoardDescription board, Machine machine) {
    List<String> assumptions = new ArrayList<>();
    if (!namesMemory()) {
      assumptions.add(
          "memory: 1 GiB from 0x0000000040000000, QEMU's virt board (no --dtb, no --memory)");
    }
    if (loadAddress.isEmpty()) {
      assumptions.add("load address: " + hex(loadAddress(board)) + " (no --load-address)");
    }
    if (fdtAddress.isEmpty()) {
      long usual = fdtAddress(board);
      assumptions.add(
          "FDT address: "
              + hex(machine.fdtAddress())
              + (machine.fdtAddress() == usual
                  ? ""
                  : ", moved from " + hex(usual) + ", which is in the image or outside of memory")
              + " (no --fdt-address)");
    }
    if (dtb.isEmpty() && fdtSize.isEmpty()) {
      assumptions.add("FDT size: 1 MiB, as QEMU makes it (no --dtb, no --fdt-size)");
    }
    int bits = machine.physicalAddressBits();
    for (Range bank : machine.banks()) {
      if (Long.compareUnsigned(bank.end() - 1, (1L << bits) - 1) > 0) {
        assumptions.add(
            "memory: bank "
                + hex(bank.start())
                + ".."
                + hex(bank.end())
                + " is there, beyond the "
                + bits
                + " physical address bits of CPU "
                + machine.cpuName());
      }
    }
    return assumptions;
  }

  /** Whether the board's memory was given, by a device tree or in numbers. */
  public boolean namesMemory() {
    return dtb.isPresent() || !memory.isEmpty();
  }

  /** Whether the device tree lies where QEMU would place it, as no option says where. */
  boolean assumesFdtAddress() {
    return fdtAddress.isEmpty();
  }

  /** The board with a CPU. */
  public Machine machine(CpuModel model, BoardDescription board) {
    return new Machine(
        model.name(),
        model.registers(),
        loadAddress(board),
        fdtAddress(board),
        board.fdtSize(),
        board.banks(),
        reservations(board),
        board.initrd(),
        board.stdout(),
        board.bootArgs(),
        board.kaslrSeed(),
        bootEl(),
        e2hStuck());
  }

  /** In the kernel's order. */
  private static List<Reservation> reservations(BoardDescription board) {
    List<Reservation> reservations = new ArrayList<>();
    for (FdtReservation named : board.reservations()) {
      reservations.add(new Reservation.Fixed(named.range(), named.noMap()));
    }
    for (FdtDynamicReservation wanted : board.dynamicReservations()) {
      reservations.add(
          new Reservation.BySize(
              wanted.size(),
              wanted.alignment(),
              wanted.ranges(),
              wanted.reusable(),
              wanted.noMap()));
    }
    for (Range range : board.memreserve()) {
      reservations.add(new Reservation.Fixed(range, false));
    }
    return reservations;
  }

  private static String hex(long address) {
    String digits = Long.toHexString(address);
    return "0x" + "0".repeat(16 - digits.length()) + digits;
  }

  /** Physical address of {@code _text}: as given, or as QEMU's {@code -kernel} places it. */
  public long loadAddress(BoardDescription board) {
    return loadAddress.orElseGet(() -> blockUp(lowest(board).start()) + BLOCK);
  }

  /** Physical address of the device tree: as given, or as QEMU places it. */
  public long fdtAddress(BoardDescription board) {
    return fdtAddress.orElseGet(() -> defaultFdtAddress(lowest(board)));
  }

  /**
   * The exception level at which the kernel is entered, 1 or 2.
   *
   * @throws UnusableOptionException for others
   */
  public int bootEl() {
    if (entry.level() != 1 && entry.level() != 2) {
      throw new UnusableOptionException("--boot-el: found " + entry.level() + ", expected 1 or 2");
    }
    return entry.level();
  }

  /** Whether HCR_EL2.E2H cannot be cleared. */
  public boolean e2hStuck() {
    return entry.isE2hStuck();
  }

  private long size(BoardDescription board) {
    long size = fdtSize.orElse((long) board.fdtSize());
    if (Long.compareUnsigned(size, BLOCK) > 0 || size == 0) {
      throw new UnusableOptionException(
          "--fdt-size: found 0x"
              + Long.toHexString(size)
              + " bytes, expected at most the 2 MiB that a kernel maps");
    }
    return size;
  }

  private static BoardDescription virt() {
    return new BoardDescription(
        VIRT_FDT_SIZE,
        List.of(VIRT_MEMORY),
        List.of(),
        List.of(),
        List.of(),
        "",
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        List.of());
  }

  private static Range lowest(BoardDescription board) {
    if (board.banks().isEmpty()) {
      throw new UnusableOptionException(
          "the device tree has no memory: give --memory BASE:SIZE, or --load-address and"
              + " --fdt-address");
    }
    return board.banks().get(0);
  }

  private static long defaultFdtAddress(Range memory) {
    long half = memory.size() >>> 1;
    return blockUp(memory.start() + (half < FARTHEST_FDT ? half : FARTHEST_FDT));
  }

  private static long blockUp(long address) {
    return address + BLOCK - 1 & -BLOCK;
  }
}

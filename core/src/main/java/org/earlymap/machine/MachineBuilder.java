// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.format.fdt.BoardDescription;
import org.earlymap.format.fdt.FdtDynamicReservation;
import org.earlymap.format.fdt.FdtReservation;

/** The parts of a {@link Machine}; what is not given is as QEMU's virt board has it. */
public final class MachineBuilder {
  private final String cpuName;
  private final IdRegisters cpu;
  private OptionalLong loadAddress = OptionalLong.empty();
  private OptionalLong fdtAddress = OptionalLong.empty();
  private long fdtSize = Placement.USUAL_FDT_SIZE;
  private Optional<Placement> placement = Optional.empty();
  private List<Range> banks = List.of();
  private List<Reservation> reservations = List.of();
  private Optional<Range> initrd = Optional.empty();
  private OptionalLong stdout = OptionalLong.empty();
  private String bootArgs = "";
  private OptionalLong kaslrSeed = OptionalLong.empty();
  private int bootEl = 1;
  private boolean e2hStuck;
  private Optional<UefiMemory> uefi = Optional.empty();

  MachineBuilder(String cpuName, IdRegisters cpu) {
    this.cpuName = cpuName;
    this.cpu = cpu;
  }

  MachineBuilder(Machine machine) {
    this(machine.cpuName(), machine.cpu());
    Placement placed = machine.placement();
    if (!placed.loadAssumed()) {
      loadAddress = OptionalLong.of(placed.loadAddress());
    }
    if (!placed.fdtAssumed()) {
      fdtAddress = OptionalLong.of(placed.fdtAddress());
    }
    fdtSize = placed.fdtSize();
    banks = machine.banks();
    reservations = machine.reservations();
    initrd = machine.initrd();
    stdout = machine.stdout();
    bootArgs = machine.bootArgs();
    kaslrSeed = machine.kaslrSeed();
    bootEl = machine.bootEl();
    e2hStuck = machine.e2hStuck();
    uefi = machine.uefi();
  }

  /** All that a device tree says: memory, reservations in the kernel's order, {@code /chosen}. */
  public MachineBuilder board(BoardDescription board) {
    return fdtSize(board.fdtSize())
        .banks(board.banks())
        .reservations(reservations(board))
        .initrd(board.initrd())
        .stdout(board.stdout())
        .bootArgs(board.bootArgs())
        .kaslrSeed(board.kaslrSeed());
  }

  /**
   * The kernel's order: the nodes of {@code /reserved-memory} with an address, those with a size
   * alone, the blob's own list ({@code early_init_fdt_scan_reserved_mem}).
   */
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

  /** Physical address of {@code _text}. */
  public MachineBuilder loadAddress(long pa) {
    loadAddress = OptionalLong.of(pa);
    return this;
  }

  /** Physical address of the flattened device tree. */
  public MachineBuilder fdtAddress(long pa) {
    fdtAddress = OptionalLong.of(pa);
    return this;
  }

  /** The device tree's total size in bytes. */
  public MachineBuilder fdtSize(long bytes) {
    fdtSize = bytes;
    return this;
  }

  /** Where kernel and device tree lie, whatever the memory. */
  public MachineBuilder placement(Placement fixed) {
    placement = Optional.of(fixed);
    return this;
  }

  /** Memory: physical ranges in any order. */
  public MachineBuilder banks(List<Range> memory) {
    banks =
        memory.stream().sorted(Comparator.comparing(Range::start, Long::compareUnsigned)).toList();
    return this;
  }

  /** What of the memory the kernel's allocator does not get, in the order of the device tree. */
  public MachineBuilder reservations(List<? extends Reservation> inOrder) {
    reservations = List.copyOf(inOrder);
    return this;
  }

  /** Where the initial RAM disk lies. */
  public MachineBuilder initrd(Optional<Range> memory) {
    initrd = memory;
    return this;
  }

  /** Physical address of the registers of the device tree's console. */
  public MachineBuilder stdout(OptionalLong pa) {
    stdout = pa;
    return this;
  }

  /** The command line in {@code /chosen/bootargs}. */
  public MachineBuilder bootArgs(String commandLine) {
    bootArgs = commandLine;
    return this;
  }

  /** {@code /chosen/kaslr-seed}; the kernel takes zero for none. */
  public MachineBuilder kaslrSeed(OptionalLong seed) {
    kaslrSeed = seed;
    return this;
  }

  /** The exception level at which the kernel is entered: 1 or 2. */
  public MachineBuilder bootEl(int level) {
    bootEl = level;
    return this;
  }

  /** Whether HCR_EL2.E2H cannot be cleared. */
  public MachineBuilder e2hStuck(boolean stuck) {
    e2hStuck = stuck;
    return this;
  }

  /** What UEFI firmware says of the memory; the banks become the memory of its map. */
  public MachineBuilder uefi(UefiMemory memory) {
    uefi = Optional.of(memory);
    return banks(memory.map().memory());
  }

  /**
   * The machine.
   *
   * @throws NoMemoryException where kernel or device tree would lie in memory, and there is none
   * @throws EntryLevelException unless the kernel is entered at EL1 or EL2
   */
  public Machine build() {
    if (bootEl != 1 && bootEl != 2) {
      throw new EntryLevelException(bootEl);
    }
    return new Machine(
        cpuName,
        cpu,
        placement.orElseGet(this::place),
        banks,
        reservations,
        initrd,
        stdout,
        bootArgs,
        kaslrSeed,
        bootEl,
        e2hStuck,
        uefi);
  }

  private Placement place() {
    boolean placed = loadAddress.isPresent() && fdtAddress.isPresent();
    if (banks.isEmpty() && !placed) {
      throw new NoMemoryException();
    }
    return new Placement(
        loadAddress.orElseGet(() -> Placement.usualLoadAddress(banks.get(0))),
        fdtAddress.orElseGet(() -> Placement.usualFdtAddress(banks.get(0))),
        fdtSize,
        loadAddress.isEmpty(),
        fdtAddress.isEmpty());
  }
}

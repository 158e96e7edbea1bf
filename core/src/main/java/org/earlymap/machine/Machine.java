// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.format.fdt.BoardDescription;
import org.earlymap.format.fdt.FlattenedDeviceTree;
import org.earlymap.kernel.parts.KernelSymbols;

/**
 * What the boot loader and the hardware give a kernel. {@link #virt}, {@link #of} and {@link
 * #builder} make one.
 *
 * @param cpuName the CPU's name, for reports
 * @param cpu the boot CPU's ID registers
 * @param placement where the kernel and its device tree lie
 * @param banks memory, in address order
 * @param reservations in the order of the device tree
 * @param initrd where the initial RAM disk lies, if there is one
 * @param stdout physical address of the registers of the device tree's console, if it names one
 * @param bootArgs the command line in {@code /chosen/bootargs}; empty where there is none
 * @param kaslrSeed {@code /chosen/kaslr-seed}, if there is one
 * @param bootEl the exception level at which the kernel is entered: 1 or 2
 * @param e2hStuck whether HCR_EL2.E2H cannot be cleared
 * @param uefi what UEFI firmware says of the memory, if it has booted the kernel; it goes before
 *     the banks
 */
public record Machine(
    String cpuName,
    IdRegisters cpu,
    Placement placement,
    List<Range> banks,
    List<Reservation> reservations,
    Optional<Range> initrd,
    OptionalLong stdout,
    String bootArgs,
    OptionalLong kaslrSeed,
    int bootEl,
    boolean e2hStuck,
    Optional<UefiMemory> uefi) {
  private static final Range VIRT_MEMORY = new Range(0x4000_0000L, 0x8000_0000L);

  /** Copies the lists. */
  public Machine {
    banks = List.copyOf(banks);
    reservations = List.copyOf(reservations);
  }

  /**
   * QEMU's virt board with 1 GiB at 1 GiB, a device tree of 1 MiB and an empty command line; the
   * kernel is loaded as QEMU loads, and entered at EL1.
   */
  public static Machine virt(CpuModel cpu) {
    return builder(cpu).banks(List.of(VIRT_MEMORY)).build();
  }

  /**
   * The board that a device tree describes, loaded as QEMU loads, and entered at EL1.
   *
   * @throws NoMemoryException where the device tree has no memory
   */
  public static Machine of(CpuModel cpu, BoardDescription board) {
    return builder(cpu).board(board).build();
  }

  /**
   * The board that the device tree in a file describes.
   *
   * @throws org.earlymap.format.FormatException where the file is no device tree
   * @throws NoMemoryException where the device tree has no memory
   */
  public static Machine of(CpuModel cpu, Path deviceTree) throws IOException {
    return of(cpu, BoardDescription.of(FlattenedDeviceTree.read(deviceTree)));
  }

  /** The parts of a machine of which only the CPU is known. */
  public static MachineBuilder builder(CpuModel cpu) {
    return new MachineBuilder(cpu.name(), cpu.registers());
  }

  /** The parts of this machine, to change some; what nobody placed is placed again. */
  public MachineBuilder toBuilder() {
    return new MachineBuilder(this);
  }

  /**
   * The same machine with one bank of memory in the place of its own; what nobody placed moves
   * along.
   *
   * @param base its physical address
   * @param size in bytes
   */
  public Machine withMemory(long base, long size) {
    return withBanks(List.of(new Range(base, base + size)));
  }

  /** The same machine with other memory; what nobody placed moves along. */
  public Machine withBanks(List<Range> others) {
    return toBuilder().banks(others).build();
  }

  /** The same machine with another command line. */
  public Machine withBootArgs(String others) {
    return toBuilder().bootArgs(others).build();
  }

  /** The same machine with a seed of KASLR; the kernel takes zero for none. */
  public Machine withKaslrSeed(long seed) {
    return toBuilder().kaslrSeed(OptionalLong.of(seed)).build();
  }

  /**
   * The machine once a kernel is loaded: a device tree that nobody placed makes way for the image
   * where it would lie in it, or outside of memory.
   */
  public Machine loadedWith(KernelSymbols symbols) {
    return placement.fdtAssumed() ? FdtPlacement.beside(this, symbols) : this;
  }

  /** Physical address of {@code _text}. */
  public long loadAddress() {
    return placement.loadAddress();
  }

  /** Physical address of the flattened device tree. */
  public long fdtAddress() {
    return placement.fdtAddress();
  }

  /** The device tree's total size in bytes. */
  public long fdtSize() {
    return placement.fdtSize();
  }

  /** The physical address bits of its CPU: ID_AA64MMFR0_EL1.PARange (Arm ARM D24.2). */
  public int physicalAddressBits() {
    return PhysicalAddressSize.bits(cpu.field(IdRegister.ID_AA64MMFR0_EL1, 0));
  }

  /** The same machine, all of it, with its device tree elsewhere. */
  Machine withFdtAddress(long pa) {
    return toBuilder().placement(placement.withFdtAddress(pa)).build();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;

/**
 * What the boot loader and the hardware give a kernel.
 *
 * @param cpuName the CPU's name, for reports
 * @param cpu the boot CPU's ID registers
 * @param loadAddress physical address of {@code _text}
 * @param fdtAddress physical address of the flattened device tree
 * @param fdtSize its total size in bytes
 * @param banks memory, in address order
 * @param reservations in the order of the device tree
 * @param initrd where the initial RAM disk lies, if there is one
 * @param stdout physical address of the registers of the device tree's console, if it names one
 * @param bootArgs the command line in {@code /chosen/bootargs}; empty where there is none
 * @param kaslrSeed {@code /chosen/kaslr-seed}, if there is one
 * @param bootEl the exception level at which the kernel is entered: 1 or 2
 * @param e2hStuck whether HCR_EL2.E2H cannot be cleared
 */
public record Machine(
    String cpuName,
    IdRegisters cpu,
    long loadAddress,
    long fdtAddress,
    long fdtSize,
    List<Range> banks,
    List<Reservation> reservations,
    Optional<Range> initrd,
    OptionalLong stdout,
    String bootArgs,
    OptionalLong kaslrSeed,
    int bootEl,
    boolean e2hStuck) {
  /** Copies the lists. */
  public Machine {
    banks = List.copyOf(banks);
    reservations = List.copyOf(reservations);
  }

  /** The physical address bits of its CPU: ID_AA64MMFR0_EL1.PARange (Arm ARM D24.2). */
  public int physicalAddressBits() {
    return PhysicalAddressSize.bits(cpu.field(IdRegister.ID_AA64MMFR0_EL1, 0));
  }

  /** The same machine with other memory. */
  public Machine withBanks(List<Range> others) {
    return new Machine(
        cpuName,
        cpu,
        loadAddress,
        fdtAddress,
        fdtSize,
        others,
        reservations,
        initrd,
        stdout,
        bootArgs,
        kaslrSeed,
        bootEl,
        e2hStuck);
  }

  /** The same machine with its device tree elsewhere. */
  public Machine withFdtAddress(long pa) {
    return new Machine(
        cpuName,
        cpu,
        loadAddress,
        pa,
        fdtSize,
        banks,
        reservations,
        initrd,
        stdout,
        bootArgs,
        kaslrSeed,
        bootEl,
        e2hStuck);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.earlymap.Range;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdRegister;
import org.earlymap.machine.Machine;
import org.earlymap.machine.Placement;
import org.earlymap.machine.Reservation;

/**
 * Machines at random, each from its own number: CPUs, banks, reservations, load addresses, command
 * lines, initial RAM disks, places for the device tree. The same seed and number give the same
 * machine everywhere.
 */
final class RandomMachines {
  private static final long MEBIBYTE = 1L << 20;
  private static final long PAGE = 1L << 16;
  private static final List<String> COMMAND_LINES =
      List.of(
          "",
          "nokaslr",
          "rodata=off",
          "rodata=on",
          "rodata=full",
          "arm64.nolva",
          "arm64.nobti arm64.nopauth",
          "kpti=1",
          "kpti=0",
          "mem=200M",
          "kvm-arm.mode=nvhe",
          "crashkernel=64M",
          "loglevel=8 quiet");

  private final long seed;
  private final List<String> cpus;

  RandomMachines(long seed, List<String> cpus) {
    this.seed = seed;
    this.cpus = List.copyOf(cpus);
  }

  /**
   * Machine {@code number}.
   *
   * @param imageSize how much memory the image takes from its load address on, in bytes
   */
  Machine machine(int number, long imageSize) {
    Random random = new Random(seed * 0x9e37_79b9_7f4a_7c15L + number);
    CpuModel cpu = CpuModel.named(cpus.get(random.nextInt(cpus.size())));
    List<Range> banks = banks(random, imageSize, addressable(cpu));
    Range first = banks.get(0);
    long image = blockUp(imageSize) + 4 * MEBIBYTE;
    long room = first.size() - image - 8 * MEBIBYTE;
    long load = first.start() + random.nextLong(room / (2 * MEBIBYTE)) * 2 * MEBIBYTE;
    if (random.nextInt(4) == 0) {
      load += random.nextInt(31) * PAGE;
    }
    Placement placement =
        new Placement(load, fdt(random, first, load, image), MEBIBYTE, false, false);
    Range taken = new Range(load, load + image);
    return Machine.builder(cpu)
        .banks(banks)
        .placement(placement)
        .reservations(reservations(random, banks, taken, placement.fdt()))
        .initrd(initrd(random, banks, taken, placement.fdt()))
        .bootArgs(COMMAND_LINES.get(random.nextInt(COMMAND_LINES.size())))
        .kaslrSeed(random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty())
        .bootEl(1 + random.nextInt(2))
        .build();
  }

  /** The gibibytes that the CPU's physical addresses reach; no kernel lives with memory beyond. */
  private static long addressable(CpuModel cpu) {
    int range = cpu.registers().field(IdRegister.ID_AA64MMFR0_EL1, 0);
    return 1L << (PhysicalAddressSize.bits(range) - 30);
  }

  /** The first starts in the lower half of what the CPU reaches, and so they all fit. */
  private static List<Range> banks(Random random, long imageSize, long addressable) {
    List<Range> banks = new ArrayList<>();
    long start = (1 + random.nextInt(64) % (addressable / 2)) << 30;
    long least = blockUp(imageSize) + 64 * MEBIBYTE;
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      long size = least + random.nextInt(3000) * MEBIBYTE;
      if (random.nextInt(3) == 0) {
        size -= random.nextInt(256) * PAGE;
      }
      banks.add(new Range(start, start + size));
      start = blockUp(start + size) + random.nextInt(8) * 512L * MEBIBYTE;
    }
    return banks;
  }

  /** Somewhere in the first bank where the image is not, within 2 MiB of a multiple of 2 MiB. */
  private static long fdt(Random random, Range bank, long load, long image) {
    while (true) {
      long blocks = bank.size() / (2 * MEBIBYTE) - 1;
      long pa = bank.start() + random.nextLong(blocks) * 2 * MEBIBYTE;
      Range tree = new Range(pa, pa + MEBIBYTE);
      if (tree.intersection(new Range(load, load + image)).isEmpty() && tree.end() <= bank.end()) {
        return pa;
      }
    }
  }

  private static List<Reservation> reservations(
      Random random, List<Range> banks, Range image, Range tree) {
    List<Reservation> reservations = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Range range = within(random, banks, 1 + random.nextInt(512));
      if (range.intersection(image).isEmpty() && range.intersection(tree).isEmpty()) {
        reservations.add(new Reservation.Fixed(range, random.nextBoolean()));
      }
    }
    return reservations;
  }

  private static Optional<Range> initrd(Random random, List<Range> banks, Range image, Range tree) {
    Range range = within(random, banks, 16 + random.nextInt(256));
    boolean free = range.intersection(image).isEmpty() && range.intersection(tree).isEmpty();
    return free && random.nextInt(3) == 0 ? Optional.of(range) : Optional.empty();
  }

  private static Range within(Random random, List<Range> banks, int pages) {
    Range bank = banks.get(random.nextInt(banks.size()));
    long start = bank.start() + random.nextLong(bank.size() / PAGE - pages) * PAGE;
    return new Range(start, start + pages * PAGE);
  }

  private static long blockUp(long address) {
    return address + 2 * MEBIBYTE - 1 & -2 * MEBIBYTE;
  }
}

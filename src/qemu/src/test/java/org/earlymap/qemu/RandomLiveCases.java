// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Boots of random inputs: CPU and level, banks, where image, device tree and initrd lie,
 * reservations, parameters. Each follows from one number, which its name has. All can boot: the
 * image and the device tree are in memory that no reservation takes from the kernel.
 */
final class RandomLiveCases {
  private static final long M = 1 << 20;
  private static final long RAM = EmulatedBoot.MEMORY;

  /** What a stock kernel takes with its BSS, and as much again for what it allocates. */
  private static final long IMAGE = 128 * M;

  private static final long ALL = 512 * M;
  private static final List<String> CPUS =
      List.of("max", "max", "neoverse-n1", "cortex-a72", "cortex-a53");
  private static final List<String> OPTIONS =
      List.of(
          "rodata=on",
          "rodata=off",
          "rodata=full",
          "kfence.sample_interval=100",
          "kpti=on",
          "kpti=off",
          "earlycon",
          "crashkernel=64M",
          "arm64.nolva",
          "arm64.nobti");

  private final Random random;
  private final List<long[]> kept = new ArrayList<>();

  /** The bank that holds what is needed: an initrd elsewhere would be read where nothing is. */
  private long[] bank = {RAM, RAM + ALL};

  private RandomLiveCases(long number) {
    random = new Random(number);
  }

  /** {@code count} boots, the first of the number {@code first}. */
  static List<LiveCase> of(long first, int count) {
    List<LiveCase> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cases.add(new RandomLiveCases(first + i).boot("random " + (first + i)));
    }
    return cases;
  }

  private LiveCase boot(String name) {
    String cpu = any(CPUS);
    LiveCase boot = new LiveCase(name).cpu(cpu, cpu.equals("max") ? "qemu-max" : cpu);
    boot.bootEl(1 + random.nextInt(2));
    long image = RAM + multiple(64 << 10, 2 * M, 256 * M);
    long tree = image + IMAGE + multiple(8, 0, 60 * M);
    kept.add(new long[] {image - 2 * M, image + IMAGE});
    kept.add(new long[] {tree, tree + 3 * M});
    boot.loadAddress(image).fdt(tree, random.nextInt(4) * 0x3000);
    banks(boot, image - image % (2 * M), tree + 4 * M);
    String options = options(tree + 4 * M);
    if (random.nextBoolean()) {
      boot.seed(random.nextLong());
    } else {
      options = "nokaslr" + options;
    }
    boot.commandLine(options.strip());
    for (int i = random.nextInt(5); i > 0; i--) {
      reserve(boot);
    }
    if (random.nextInt(3) == 0) {
      long start = RAM + multiple(1, 0, ALL - 9 * M);
      long end = start + 1 + random.nextInt(8 << 20);
      if (isFree(start, end) && start >= bank[0] && end <= bank[1]) {
        boot.initrd(start, end);
      }
    }
    return boot;
  }

  /** One bank that holds what is needed, and others around it, which may touch and overlap. */
  private void banks(LiveCase boot, long from, long to) {
    if (random.nextInt(3) == 0) {
      return;
    }
    long end = RAM + ALL;
    bank = new long[] {from, Math.min(end, to + multiple(1, 0, 64 * M))};
    boot.bank(from, bank[1] - from);
    for (int i = random.nextInt(4); i > 0; i--) {
      long base = RAM + multiple(random.nextBoolean() ? 1 : 2 * M, 0, ALL - 32 * M);
      boot.bank(base, Math.min(end - base, multiple(random.nextBoolean() ? 1 : M, 0, 96 * M)));
    }
  }

  private String options(long least) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(' ').append(any(OPTIONS));
    }
    if (random.nextInt(4) == 0) {
      text.append(" mem=").append(least - RAM + multiple(1, 64 * M, 128 * M));
    }
    return text.toString();
  }

  private void reserve(LiveCase boot) {
    long base = RAM + multiple(random.nextBoolean() ? 1 : 4096, 0, ALL - 17 * M);
    long size = 1 + multiple(random.nextBoolean() ? 1 : 4096, 0, 16 * M);
    if (!isFree(base, base + size)) {
      return;
    }
    switch (random.nextInt(3)) {
      case 0 -> boot.memreserve(base, size);
      case 1 -> boot.reserved(base, size, false);
      default -> boot.reserved(base, size, true);
    }
    kept.add(new long[] {base, base + size});
  }

  private boolean isFree(long from, long to) {
    return kept.stream().noneMatch(range -> range[0] < to && from < range[1]);
  }

  private long multiple(long unit, long least, long most) {
    return least + (long) (random.nextDouble() * (most - least)) / unit * unit;
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}

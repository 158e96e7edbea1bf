// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;

/** The boots of {@link LiveKernelTest}. */
final class LiveCases {
  private static final long M = 1 << 20;
  private static final long RAM = EmulatedBoot.MEMORY;
  private static final byte[] FLAG = {};

  private LiveCases() {}

  static List<LiveCase> all() {
    List<LiveCase> cases = new ArrayList<>();
    cases.addAll(cpus());
    cases.addAll(parameters());
    cases.addAll(limits());
    cases.addAll(reservations());
    cases.addAll(banks());
    return cases;
  }

  private static LiveCase fixed(String name, String options) {
    return new LiveCase(name).commandLine(("nokaslr " + options).strip());
  }

  private static List<LiveCase> cpus() {
    return List.of(
        fixed("max", ""),
        new LiveCase("max, seed").seed(0x0123_4567_89ab_cdefL),
        new LiveCase("max, arm64.nolva, seed").commandLine("arm64.nolva").seed(0x5555_1234L),
        fixed("max, entered at EL2", "").bootEl(2),
        new LiveCase("max, KVM without VHE, seed")
            .commandLine("kvm-arm.mode=nvhe")
            .seed(0x9988_7766L)
            .bootEl(2),
        fixed("max without LPA2", "").cpu("max,lpa2=off", "qemu-max-no-lpa2"),
        new LiveCase("neoverse-n1, seed").cpu("neoverse-n1", "neoverse-n1").seed(0x9e37_79b9_7f4aL),
        fixed("cortex-a72, EL2", "").cpu("cortex-a72", "cortex-a72").bootEl(2),
        new LiveCase("cortex-a72, seed")
            .cpu("cortex-a72", "cortex-a72")
            .seed(0xc0ff_ee12_3456_7890L),
        new LiveCase("cortex-a53, seed")
            .cpu("cortex-a53", "cortex-a53")
            .seed(0x1111_2222_3333_4444L));
  }

  private static List<LiveCase> parameters() {
    return List.of(
        fixed("rodata=on", "rodata=on"),
        fixed("rodata=off", "rodata=off"),
        fixed("rodata=on with KFENCE", "rodata=on kfence.sample_interval=100"),
        fixed("negative KFENCE interval", "rodata=on kfence.sample_interval=-1"),
        fixed("kpti=on", "kpti=on").cpu("cortex-a72", "cortex-a72"),
        fixed("kpti=off", "kpti=off").cpu("cortex-a72", "cortex-a72"),
        new LiveCase("kpti=off, seed")
            .commandLine("kpti=off")
            .seed(0x0bad_f00dL)
            .cpu("cortex-a72", "cortex-a72"),
        fixed("earlycon=pl011", "earlycon=pl011,mmio32,0x9000000"),
        fixed("earlycon", "earlycon"),
        new LiveCase("earlycon, seed, cortex-a72")
            .commandLine("earlycon= earlycon=pl011,mmio32,0x09000008")
            .seed(0x2468_aceL)
            .cpu("cortex-a72", "cortex-a72"),
        fixed("later allocations", "crashkernel=64M cma=32M hugepages=8 movablecore=64M"),
        fixed("rodata twice, quoted", "rodata=off rodata=full \"rodata=on\" rodata=x"));
  }

  private static List<LiveCase> limits() {
    return List.of(
        fixed("mem=256M", "mem=256M"),
        fixed("mem=0x9abcdef", "mem=0x9abcdef"),
        fixed("mem=0", "mem=0"),
        fixed("mem= below the image's end", "mem=48M"),
        fixed("mem= below the FDT", "mem=100M rodata=on"),
        fixed("mem= in the second bank", "mem=250M")
            .bank(RAM, 200 * M)
            .bank(RAM + 256 * M, 128 * M),
        fixed("mem= at the end of a bank", "mem=200M")
            .bank(RAM, 200 * M)
            .bank(RAM + 256 * M, 128 * M),
        fixed("mem= below the initrd", "mem=128M").initrd(RAM + 300 * M, RAM + 308 * M + 17),
        fixed("mem= below reservations", "mem=128M")
            .reserved(RAM + 256 * M, 4 * M, true)
            .reserved(RAM + 264 * M, 4 * M, false)
            .memreserve(RAM + 120 * M, M));
  }

  private static List<LiveCase> reservations() {
    return List.of(
        fixed("initrd", "").initrd(RAM + 200 * M, RAM + 208 * M + 123),
        fixed("initrd, unaligned, at the top", "rodata=on")
            .initrd(RAM + 500 * M + 0x234, RAM + 512 * M - 0x10),
        fixed("initrd outside memory", "").initrd(RAM - 64 * M, RAM - 60 * M),
        fixed("initrd=", "initrd=0x5f812345,4M"),
        fixed("initrdmem=", "initrdmem=0x5f800123,7M initrd=/boot/initrd.img")
            .initrd(RAM + 510 * M, RAM + 511 * M),
        fixed("initrd= of no size", "initrd=0,0").initrd(RAM + 510 * M, RAM + 512 * M),
        fixed("reserved", "rodata=on").reserved(RAM + 508 * M, 4 * M, false),
        fixed("reserved no-map", "rodata=on").reserved(RAM + 384 * M, 3 * M, true),
        fixed("reserved no-map, odd", "rodata=on")
            .reserved(RAM + 384 * M + 0x800, 0x5123, true)
            .reserved(RAM + 400 * M + 0x1001, 0x1fff, true),
        fixed("reserved, odd", "").reserved(RAM + 511 * M + 0x123, 0x56789, false),
        fixed("no-map over a reservation", "")
            .reserved(RAM + 384 * M, 4 * M, false)
            .reserved(RAM + 386 * M, 4 * M, true),
        fixed("initrd in a no-map region", "")
            .reserved(RAM + 500 * M, 8 * M, true)
            .initrd(RAM + 502 * M, RAM + 503 * M + 1),
        fixed("reserved over the image", "rodata=on kfence.sample_interval=1")
            .reserved(RAM, 3 * M, false)
            .reserved(RAM + 4 * M, 8 * M, true)
            .reserved(RAM + 60 * M, 0x1000, false),
        fixed("no-map over the FDT", "").reserved(RAM + 128 * M, 2 * M, true),
        fixed("memreserve", "")
            .memreserve(RAM + 510 * M, 2 * M)
            .memreserve(RAM + 500 * M + 5, 0x1234),
        fixed("reserved by size", "").reserved("pool", node -> node.longs("size", 16 * M)),
        fixed("CMA by size", "rodata=on")
            .reserved(
                "linux,cma",
                node ->
                    node.text("compatible", "shared-dma-pool")
                        .property("reusable", FLAG)
                        .property("linux,cma-default", FLAG)
                        .longs("size", 32 * M)),
        fixed("no-map by size, in ranges", "rodata=on")
            .reserved(
                "pool",
                node ->
                    node.longs("size", 3 * M)
                        .longs("alignment", 1 * M)
                        .property("no-map", FLAG)
                        .longs("alloc-ranges", 0x1000, M, RAM + 256 * M, 17 * M)),
        fixed("by size, next to a reservation", "rodata=on")
            .reserved(RAM + 507 * M, M, false)
            .reserved(
                "pool",
                node -> node.longs("size", 3 * M).longs("alloc-ranges", RAM + 508 * M, 4 * M)));
  }

  private static List<LiveCase> banks() {
    return List.of(
        fixed("three banks", "rodata=on")
            .bank(RAM, 100 * M)
            .bank(RAM + 101 * M, 99 * M)
            .bank(RAM + 300 * M, 200 * M),
        fixed("banks that are no page multiples", "rodata=on")
            .bank(RAM + 0x100, 200 * M)
            .bank(RAM + 256 * M + 0xfff, 64 * M + 0x2345),
        fixed("banks that touch, overlap, and are out of order", "rodata=on")
            .bank(RAM + 200 * M, 100 * M)
            .bank(RAM, 150 * M)
            .bank(RAM + 140 * M, 60 * M)
            .bank(RAM + 310 * M, 0)
            .bank(RAM + 350 * M, 0x800),
        fixed("image in the second bank", "")
            .bank(RAM, 32 * M)
            .bank(RAM + 64 * M, 448 * M)
            .loadAddress(RAM + 130 * M)
            .fdt(RAM + 4 * M + 0x123456 & -8L, 0),
        fixed("image at an odd place", "")
            .loadAddress(RAM + 64 * M + 0x30000)
            .fdt(RAM + 511 * M, 0x9000),
        new LiveCase("image at an odd place, seed")
            .seed(0x7777_8888_9999_aaaaL)
            .loadAddress(RAM + 64 * M + 0x30000)
            .fdt(RAM + 15 * M + 0x1ff8, 0x1f_0000 - 0x1000),
        fixed("64 GiB in blocks", "rodata=on kfence.sample_interval=100")
            .memory(65536)
            .reserved(RAM + 40000 * M + 0x3000, M, true),
        new LiveCase("64 GiB in blocks, cortex-a72, seed")
            .commandLine("rodata=off kfence.sample_interval=5")
            .memory(65539)
            .cpu("cortex-a72", "cortex-a72")
            .seed(0x777),
        fixed("banks far apart", "rodata=on kfence.sample_interval=1")
            .memory(16384)
            .bank(RAM, 200 * M)
            .bank(RAM + 5122 * M, 1024 * M)
            .bank(RAM + 8192 * M, 4096 * M + 0x1000),
        fixed("usable memory range", "rodata=on")
            .chosen(tree -> tree.longs("linux,usable-memory-range", RAM, 256 * M, RAM + 300 * M, M))
            .chosen(tree -> tree.longs("linux,elfcorehdr", RAM + 255 * M, 0x3000)),
        fixed("memory from 1 MiB on", "").bank(RAM + M, 511 * M));
  }
}

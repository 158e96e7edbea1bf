// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.earlymap.check.BrokenKernels.Broken;
import org.earlymap.version.Trait;

/** Kernels whose tables allow too much. */
final class WxKernels {
  private static final String PLAIN = "4k-52--max-base";

  /** A block of level 0 that EL0 may read, write and execute, and EL1 may not execute. */
  private static final long OPEN_BLOCK = 0x0020_0080_0000_0741L;

  private WxKernels() {}

  static List<Broken> all() {
    return List.of(
        broken(
            "EM-WX-001",
            "qemu-max early-map+paging-init+rodata-ro swapper_pg_dir .text",
            kernel -> kernel.config("CMDLINE", "rodata=off")),
        broken(
            "EM-WX-002",
            "qemu-max paging-init+rodata-ro idmap_pg_dir ID map",
            kernel -> kernel.contents(".orphan", "A", kernel.at("idmap_pg_dir") + 8, block())),
        broken(
            "EM-WX-003",
            "qemu-max rodata-ro idmap_pg_dir .strings",
            kernel -> kernel.section(".strings", "A", kernel.at("__idmap_text_start") + 64, 64)),
        broken("EM-WX-004", "qemu-max rodata-ro swapper_pg_dir .data", WxKernels::idmapTextInData),
        new Broken(
            "EM-WX-004",
            "cortex-a72 rodata-ro swapper_pg_dir .data",
            PLAIN,
            kernel -> trampolineInData(kernel).config("CMDLINE", "kpti=off").cpu("cortex-a72"),
            kernel -> trampolineInData(kernel).config("CMDLINE", "kpti=on").cpu("cortex-a72")),
        broken(
            "EM-WX-005",
            "qemu-max rodata-ro swapper_pg_dir .text",
            kernel -> kernel.config("CMDLINE", "rodata=off")),
        broken("EM-WX-005", "qemu-max rodata-ro swapper_pg_dir .late", WxKernels::lateConstants),
        broken("EM-WX-006", "qemu-max rodata-ro swapper_pg_dir .late", WxKernels::lateConstants),
        broken(
            "EM-WX-006",
            "qemu-max rodata-ro swapper_pg_dir .head.text",
            kernel -> kernel.trait(Trait.ALIAS_FROM_TEXT, false)),
        broken(
            "EM-WX-007",
            "reserved_pg_dir",
            kernel -> kernel.contents(".orphan", "A", kernel.at("reserved_pg_dir") + 8, block())),
        new Broken(
            "EM-WX-008",
            "cortex-a72",
            "16k-47--max-base",
            kernel -> kernel.cpu("qemu-max"),
            kernel -> kernel.cpu("qemu-max").cpu("cortex-a72")));
  }

  private static Broken broken(String rule, String subject, UnaryOperator<KernelMaker> change) {
    return new Broken(rule, subject, PLAIN, kernel -> kernel, change);
  }

  private static byte[] block() {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(OPEN_BLOCK).array();
  }

  private static KernelMaker idmapTextInData(KernelMaker kernel) {
    long data = kernel.at("_data");
    return kernel.symbol("__idmap_text_start", data).symbol("__idmap_text_end", data + 0x800);
  }

  private static KernelMaker trampolineInData(KernelMaker kernel) {
    long data = kernel.at("_data");
    return kernel
        .symbol("__entry_tramp_text_start", data)
        .symbol("__entry_tramp_text_end", data + 4096);
  }

  /** Constants behind the end of BSS, where no other section lies. */
  private static KernelMaker lateConstants(KernelMaker kernel) {
    return kernel.section(".late", "A", kernel.at("_end") - 64, 64);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.earlymap.check.BrokenKernels.Broken;
import org.earlymap.version.Trait;

/** Kernels whose address space is wrong, by their configuration or by where they were linked. */
final class LayoutKernels {
  private static final String PLAIN = "4k-52--max-base";
  private static final String NO_LPA2 = "4k-48--max-base";
  private static final String KASAN = "4k-52-kasan--max-base";
  private static final long PAGE = 4096;

  private LayoutKernels() {}

  static List<Broken> all() {
    UnaryOperator<KernelMaker> small = kernel -> kernel.memory(0x4000_0000L, 0x8000_0000L);
    return List.of(
        broken(
            "EM-LAY-001", "PGTABLE_LEVELS", PLAIN, kernel -> kernel.config("PGTABLE_LEVELS", "4")),
        broken(
            "EM-LAY-002",
            "KASAN_SHADOW_OFFSET",
            KASAN,
            kernel -> kernel.config("KASAN_SHADOW_OFFSET", "0xdfff900000000000")),
        broken(
            "EM-LAY-003",
            "KASAN_SHADOW_START",
            KASAN,
            kernel -> kernel.trait(Trait.C_MAP_KERNEL, false)),
        linked("EM-LAY-004", "FIXADDR_TOT_START", "bm_pte", 2, 500),
        linked("EM-LAY-005", "bm_pmd", "bm_pmd", 1, 2),
        broken("EM-LAY-006", "modules", NO_LPA2, kernel -> kernel.move("_text", -(4L << 30))),
        broken("EM-LAY-007", "_text", PLAIN, kernel -> kernel.move("_text", -0x20_0000)),
        broken("EM-LAY-007", "VMALLOC_END", PLAIN, kernel -> kernel.symbol("_end", -1L << 30)),
        new Broken(
            "EM-LAY-008",
            "memory with 52 bits",
            PLAIN,
            small,
            kernel -> kernel.memory(1L << 40, 1L << 53)),
        new Broken(
            "EM-LAY-008",
            "memory with 39 bits",
            "4k-39--max-base",
            small,
            kernel -> kernel.memory(1L << 30, 1L << 40)),
        new Broken(
            "EM-LAY-009",
            "bm_pte",
            NO_LPA2,
            kernel -> before64(kernel).symbol("bm_pte", kernel.at("bm_pte"), PAGE),
            kernel -> before64(kernel).symbol("bm_pte", kernel.at("bm_pte"), 2 * PAGE)));
  }

  private static Broken broken(
      String rule, String subject, String base, UnaryOperator<KernelMaker> change) {
    return new Broken(rule, subject, base, kernel -> kernel, change);
  }

  /** A table of the fixmap that was linked with more pages than the assertions let it have. */
  private static Broken linked(String rule, String subject, String table, int right, int wrong) {
    return new Broken(
        rule,
        subject,
        NO_LPA2,
        kernel -> kernel.symbol(table, kernel.at(table), right * PAGE),
        kernel -> kernel.symbol(table, kernel.at(table), wrong * PAGE));
  }

  private static KernelMaker before64(KernelMaker kernel) {
    return kernel.release("6.1.100").trait(Trait.PAGE_GRANULAR_FDT_FIXMAP, false);
  }
}

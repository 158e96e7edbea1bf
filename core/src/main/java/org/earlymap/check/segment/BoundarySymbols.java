// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import java.util.List;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.version.Trait;

/**
 * EM-SEG-001: every boundary symbol of the boot code is there. Protects from boot code that maps or
 * clears between the wrong addresses; a kernel that was stripped of its symbols cannot be judged.
 */
final class BoundarySymbols extends Rule {
  /** Boundaries that every kernel has, and that lie outside of code. */
  private static final List<String> VARIABLES =
      List.of("_data", "_edata", "__bss_start", "__bss_stop", "swapper_pg_dir");

  BoundarySymbols() {
    super(
        "EM-SEG-001",
        Severity.ERROR,
        "every boundary symbol of the boot code is there",
        "arch/arm64/kernel/vmlinux.lds.S: SECTIONS");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    List<String> boundaries = boundaries(kernel);
    if (boundaries.stream().allMatch(symbol -> kernel.find(symbol).isEmpty())) {
      verdict.finding(
          "symbol table",
          "none of the "
              + boundaries.size()
              + " boundary symbols is in "
              + kernel.symbols().source()
              + "; a System.map would supply them");
      return;
    }
    if (kernel.elf().isEmpty()
        && VARIABLES.stream().allMatch(name -> kernel.find(name).isEmpty())) {
      verdict.notApplied(
          "its kallsyms tables name code alone (CONFIG_KALLSYMS_ALL is not set); a System.map would"
              + " supply the rest");
      return;
    }
    for (String symbol : boundaries) {
      if (kernel.find(symbol).isEmpty()) {
        verdict.finding(symbol, symbol + " is missing; the boot code maps or clears by it");
      }
    }
  }

  private static List<String> boundaries(CheckedKernel kernel) {
    return BoundaryOrder.symbols(kernel).stream()
        .filter(symbol -> !symbol.equals("tramp_pg_dir") || hasTrampoline(kernel))
        .filter(symbol -> !symbol.equals("early_init_stack") || kernel.has(Trait.C_MAP_KERNEL))
        .toList();
  }

  private static boolean hasTrampoline(CheckedKernel kernel) {
    return kernel.config().isSet("UNMAP_KERNEL_AT_EL0");
  }
}

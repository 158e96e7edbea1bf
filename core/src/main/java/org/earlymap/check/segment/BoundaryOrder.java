// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.version.Trait;

/**
 * EM-SEG-002: the boundary symbols are in the order of the linker script. Protects from ranges that
 * end before they start, which the boot code maps as nothing, or as nearly all of the address
 * space.
 */
final class BoundaryOrder extends Rule {
  BoundaryOrder() {
    super(
        "EM-SEG-002",
        Severity.ERROR,
        "the boundary symbols are in the order of the linker script",
        "arch/arm64/kernel/vmlinux.lds.S: SECTIONS");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    String before = "";
    long end = 0;
    for (String symbol : symbols(kernel)) {
      OptionalLong address = kernel.find(symbol);
      if (address.isEmpty()) {
        continue;
      }
      long va = address.getAsLong();
      if (!before.isEmpty() && Long.compareUnsigned(va, end) < 0) {
        verdict.finding(
            symbol,
            va,
            String.format(
                "%s is at %s, before %s at %s", symbol, Figures.hex(va), before, Figures.hex(end)));
      } else {
        before = symbol;
        end = va;
      }
    }
  }

  /** The boundaries in their order. */
  static List<String> symbols(CheckedKernel kernel) {
    ImmutableList.Builder<String> symbols = ImmutableList.builder();
    symbols.add("_text", "_stext");
    if (!kernel.has(Trait.IDMAP_TEXT_IN_RODATA)) {
      symbols.add("__idmap_text_start", "__idmap_text_end");
    }
    symbols.add("_etext", "__start_rodata");
    if (kernel.has(Trait.IDMAP_TEXT_IN_RODATA)) {
      symbols.add("__idmap_text_start", "__idmap_text_end");
    }
    return symbols
        .add("idmap_pg_dir", "tramp_pg_dir", "reserved_pg_dir", "swapper_pg_dir")
        .add("__init_begin", "__inittext_begin", "__inittext_end", "__initdata_begin")
        .add("init_idmap_pg_dir", "init_idmap_pg_end", "__initdata_end", "__init_end")
        .add("_data", "_edata", "__bss_start", "__bss_stop", "init_pg_dir", "init_pg_end")
        .add("early_init_stack", "_end")
        .build();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import java.util.List;
import java.util.OptionalLong;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.StaticTables;
import org.earlymap.version.Trait;

/**
 * EM-TBL-004: {@code map_fdt()} has the pages to map the device tree at any address. Protects from
 * a boot that fails with the boot loader that puts it across a boundary.
 */
final class FdtTablesFit extends Rule {
  FdtTablesFit() {
    super(
        "EM-TBL-004",
        Severity.ERROR,
        "map_fdt() has the pages to map the device tree at any address",
        "arch/arm64/include/asm/kernel-pgtable.h: INIT_IDMAP_FDT_SIZE");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (!kernel.has(Trait.C_MAP_KERNEL)) {
      return;
    }
    OptionalLong pool = kernel.symbols().fdtTables();
    OptionalLong size =
        pool.isEmpty()
            ? OptionalLong.empty()
            : SymbolSizes.of(kernel, pool.getAsLong(), symbolNames(kernel, pool.getAsLong()));
    long reserved =
        size.isPresent() ? size.getAsLong() : StaticTables.of(kernel.layout()).fdtPoolSize();
    TableMargin.check(
        kernel,
        verdict,
        "the FDT's tables",
        pool.orElse(0),
        reserved,
        new FdtDemand(kernel).peak());
  }

  private static List<String> symbolNames(CheckedKernel kernel, long va) {
    return kernel.symbols().addresses().entrySet().stream()
        .filter(symbol -> symbol.getValue() == va)
        .map(symbol -> symbol.getKey())
        .toList();
  }
}

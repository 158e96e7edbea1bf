// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import java.util.List;
import java.util.OptionalLong;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-SEG-008: each root table has a page of its own in the read-only data. Protects from a root
 * that shares its page with data, or that is freed with init memory.
 */
final class RootTablePages extends Rule {
  private static final List<String> ROOTS =
      List.of("idmap_pg_dir", "tramp_pg_dir", "reserved_pg_dir", "swapper_pg_dir");

  RootTablePages() {
    super(
        "EM-SEG-008",
        Severity.ERROR,
        "each root table has a page of its own in the read-only data",
        "arch/arm64/kernel/vmlinux.lds.S: . += PAGE_SIZE");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    for (String root : ROOTS) {
      OptionalLong address = kernel.find(root);
      if (address.isEmpty()) {
        continue;
      }
      long va = address.getAsLong();
      if ((va & (kernel.granule().bytes() - 1)) != 0) {
        verdict.finding(root, va, root + " at " + Figures.hex(va) + " does not start a page");
      }
      long end = va + kernel.granule().bytes();
      if (Long.compareUnsigned(end, kernel.at("__init_begin")) > 0) {
        verdict.finding(root, va, root + " reaches into init memory, which is freed");
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.StaleEntries;
import org.earlymap.check.Verdict;

/**
 * EM-WX-007: root tables hold zeroes in the file. Protects from mappings that a linker left in
 * tables which the boot does not clear.
 */
final class RootsEmptyAsLinked extends Rule {
  private static final List<String> ROOTS =
      List.of("idmap_pg_dir", "tramp_pg_dir", "reserved_pg_dir");

  RootsEmptyAsLinked() {
    super(
        "EM-WX-007",
        Severity.ERROR,
        "root tables hold zeroes in the file: the boot does not clear them, entries stay mapped",
        "arch/arm64/kernel/vmlinux.lds.S: idmap_pg_dir, tramp_pg_dir, reserved_pg_dir");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    for (String root : ROOTS) {
      OptionalLong table = kernel.find(root);
      if (table.isPresent()) {
        check(kernel, root, table.getAsLong(), verdict);
      }
    }
  }

  private static void check(CheckedKernel kernel, String root, long table, Verdict verdict) {
    SortedMap<Long, Long> entries =
        StaleEntries.of(kernel.image(), table, kernel.granule().bytes());
    if (!entries.isEmpty()) {
      long first = entries.firstKey();
      verdict.finding(
          root,
          first,
          String.format(
              Locale.ROOT,
              "%s at %s: %d of its entries are not zero in the file, the first, entry %d, is %s",
              root,
              Figures.hex(table),
              entries.size(),
              (first - table) / Long.BYTES,
              Figures.hex(entries.getOrDefault(first, 0L))));
    }
  }
}

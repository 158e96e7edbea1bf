// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-TBL-003: {@code init_idmap_pg_dir} has the pages that the ID map takes at any load address.
 * Protects from a boot that overwrites what lies behind where the image crosses a multiple of a
 * table's span.
 */
final class IdMapTablesFit extends Rule {
  IdMapTablesFit() {
    super(
        "EM-TBL-003",
        Severity.ERROR,
        "init_idmap_pg_dir has the pages that the ID map takes at any load address",
        "arch/arm64/include/asm/kernel-pgtable.h: INIT_IDMAP_DIR_SIZE");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    TableMargin.check(
        kernel,
        verdict,
        "init_idmap_pg_dir",
        kernel.at("init_idmap_pg_dir"),
        kernel.at("init_idmap_pg_end") - kernel.at("init_idmap_pg_dir"),
        new IdMapDemand(kernel).peak());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-TBL-001: {@code init_pg_dir} has the pages that the kernel mapping takes at any load address
 * and KASLR offset. Protects from a boot that, for some seeds, builds tables over what lies behind.
 */
final class KernelTablesFit extends Rule {
  KernelTablesFit() {
    super(
        "EM-TBL-001",
        Severity.ERROR,
        "init_pg_dir has the pages that the kernel mapping takes at any load address and KASLR"
            + " offset",
        "arch/arm64/include/asm/kernel-pgtable.h: INIT_DIR_SIZE");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    int root = KernelMapDemand.rootLevel(kernel);
    PeakDemand peak = new KernelMapDemand(kernel, root).peak();
    if (kernel.config().lpa2()) {
      peak = peak.or(new KernelMapDemand(kernel, root + 1).peak());
    }
    long reserved = KernelMapDemand.reserved(kernel);
    TableMargin.check(kernel, verdict, "init_pg_dir", kernel.at("init_pg_dir"), reserved, peak);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/** Room in {@code init_pg_dir}. */
final class KernelTablesFit extends Rule {
  KernelTablesFit() {
    super(
        "EM-TBL-001",
        Severity.ERROR,
        "init_pg_dir has the pages that the kernel mapping takes at any load address and KASLR offset",
        "arch/arm64/include/asm/kernel-pgtable.h: INIT_DIR_SIZE");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    int root = KernelMapDemand.rootLevel(kernel);
    Worst worst = new KernelMapDemand(kernel, root).worst();
    if (kernel.config().lpa2()) {
      worst = worst.or(new KernelMapDemand(kernel, root + 1).worst());
    }
    long reserved = KernelMapDemand.reserved(kernel);
    Room.check(kernel, verdict, "init_pg_dir", kernel.at("init_pg_dir"), reserved, worst);
  }
}

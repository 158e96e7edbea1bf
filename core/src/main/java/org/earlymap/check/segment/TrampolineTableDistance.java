// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-SEG-007: {@code tramp_pg_dir} is two pages before {@code swapper_pg_dir}. Protects from
 * exception vectors of KPTI that load a page without tables into TTBR1, as they compute the root by
 * that distance.
 */
final class TrampolineTableDistance extends Rule {
  TrampolineTableDistance() {
    super(
        "EM-SEG-007",
        Severity.ERROR,
        "tramp_pg_dir is two pages before swapper_pg_dir; the vectors find it so",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(swapper_pg_dir - tramp_pg_dir =="
            + " TRAMP_SWAPPER_OFFSET)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (kernel.config().isSet("UNMAP_KERNEL_AT_EL0")) {
      RootDistance.check(kernel, verdict, "tramp_pg_dir", 2);
    }
  }
}

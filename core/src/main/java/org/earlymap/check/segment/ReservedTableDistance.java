// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-SEG-006: {@code reserved_pg_dir} is one page before {@code swapper_pg_dir}. Protects from a
 * TTBR0 that points at some other page when access to user memory is switched off by that distance.
 */
final class ReservedTableDistance extends Rule {
  ReservedTableDistance() {
    super(
        "EM-SEG-006",
        Severity.ERROR,
        "reserved_pg_dir is one page before swapper_pg_dir; uaccess and KPTI find it so",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(swapper_pg_dir - reserved_pg_dir =="
            + " RESERVED_SWAPPER_OFFSET)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    RootDistance.check(kernel, verdict, "reserved_pg_dir", 1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import java.util.Locale;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-LAY-001: CONFIG_PGTABLE_LEVELS is what the address bits need. Protects from folded levels that
 * the CPU walks, or walked ones that are folded.
 */
final class PageTableLevels extends Rule {
  PageTableLevels() {
    super(
        "EM-LAY-001",
        Severity.ERROR,
        "CONFIG_PGTABLE_LEVELS is what the address bits need",
        "arch/arm64/mm/init.c: BUILD_BUG_ON(ARM64_HW_PGTABLE_LEVELS)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    kernel
        .config()
        .value("PGTABLE_LEVELS")
        .filter(value -> !value.equals(Integer.toString(kernel.config().pgtableLevels())))
        .ifPresent(
            value ->
                verdict.finding(
                    "PGTABLE_LEVELS",
                    String.format(
                        Locale.ROOT,
                        "CONFIG_PGTABLE_LEVELS is %s, and %d address bits with %s pages need %d",
                        value,
                        kernel.config().vaBits(),
                        kernel.granule().label(),
                        kernel.config().pgtableLevels())));
  }
}

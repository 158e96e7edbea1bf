// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-TBL-002: {@code init_pg_dir} has the pages of an ID map too, which LPA2 builds there before it
 * sets TCR.DS. Protects from tables over what lies behind, on CPUs with LPA2 only.
 */
final class TemporaryIdMapFits extends Rule {
  TemporaryIdMapFits() {
    super(
        "EM-TBL-002",
        Severity.ERROR,
        "init_pg_dir has the pages of an ID map too, which LPA2 builds there before it sets TCR.DS",
        "arch/arm64/kernel/pi/map_kernel.c: remap_idmap_for_lpa2()");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (!kernel.config().lpa2()) {
      return;
    }
    TableMargin.check(
        kernel,
        verdict,
        "init_pg_dir for the ID map",
        kernel.at("init_pg_dir"),
        KernelMapDemand.reserved(kernel),
        new IdMapDemand(kernel).peak());
  }
}

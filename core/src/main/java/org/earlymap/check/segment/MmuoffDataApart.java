// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import java.util.Optional;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.parts.KernelSection;

/**
 * EM-SEG-014: data written with the MMU off has a 2 KiB cache writeback granule of its own.
 * Protects from neighbours that are lost when those cache lines are invalidated.
 */
final class MmuoffDataApart extends Rule {
  private static final long GRANULE = 2048;

  MmuoffDataApart() {
    super(
        "EM-SEG-014",
        Severity.ERROR,
        "data written with the MMU off has a 2 KiB cache writeback granule of its own",
        "arch/arm64/kernel/vmlinux.lds.S: .mmuoff.data.write : ALIGN(SZ_2K)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    Optional<KernelSection> section = kernel.section(".mmuoff.data.write");
    long start = section.map(KernelSection::address).orElse(kernel.at("__mmuoff_data_start"));
    if ((start & (GRANULE - 1)) != 0) {
      verdict.finding(
          ".mmuoff.data.write",
          start,
          ".mmuoff.data.write at " + Figures.hex(start) + " does not start a 2 KiB granule");
    }
    if (section.isEmpty()) {
      return;
    }
    long end = (section.get().end() + GRANULE - 1) & -GRANULE;
    for (KernelSection other : kernel.sections()) {
      boolean shares =
          Long.compareUnsigned(other.address(), end) < 0
              && Long.compareUnsigned(other.end(), start & -GRANULE) > 0;
      if (shares && !other.name().equals(".mmuoff.data.write")) {
        verdict.finding(
            other.name(),
            other.address(),
            other.name()
                + " shares a 2 KiB granule with .mmuoff.data.write; invalidating that loses"
                + " what the cache holds of it");
      }
    }
  }
}

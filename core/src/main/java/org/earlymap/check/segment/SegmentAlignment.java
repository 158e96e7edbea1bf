// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.layout.VaLayout;

/**
 * EM-SEG-003: permissions change at multiples of 64 KiB only. Protects from one page that has two
 * permissions to give, such as the end of the text and the start of the read-only data on 64K
 * pages.
 */
final class SegmentAlignment extends Rule {
  SegmentAlignment() {
    super(
        "EM-SEG-003",
        Severity.ERROR,
        "permissions change at multiples of 64 KiB only, so that every page size can map them",
        "arch/arm64/kernel/vmlinux.lds.S: ALIGN(SEGMENT_ALIGN)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    for (String symbol : boundaries()) {
      OptionalLong address = kernel.find(symbol);
      long rest = address.orElse(0) & (VaLayout.SEGMENT_ALIGN - 1);
      if (rest != 0) {
        verdict.finding(
            symbol,
            address.getAsLong(),
            String.format(
                "%s is at %s, 0x%x past a multiple of 64 KiB; what lies before it there gets the"
                    + " permissions of what lies behind",
                symbol, Figures.hex(address.getAsLong()), rest));
      }
    }
  }

  /** Where one segment ends and another starts: the read-only data ends where memory is freed. */
  private static List<String> boundaries() {
    List<String> boundaries = new ArrayList<>(ImageSegment.boundaries());
    boundaries.remove(ImageSegment.HEAD.start());
    boundaries.set(boundaries.indexOf(ImageSegment.INIT_TEXT.start()), "__init_begin");
    return boundaries;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import java.util.Locale;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Verdict;

/** Table pages set aside, against the most that are needed. */
final class TableMargin {
  private TableMargin() {}

  /** Reports the margin, and objects where there is none. */
  static void check(
      CheckedKernel kernel, Verdict verdict, String name, long va, long reserved, PeakDemand peak) {
    long pages = reserved >>> kernel.granule().shift();
    String figures =
        String.format(
            Locale.ROOT,
            "%s set aside, at most %d needed (at %s)",
            Figures.pages(pages),
            peak.pages(),
            Figures.hex(peak.start()));
    verdict.measured(name, figures + ", margin " + Figures.pages(pages - peak.pages()));
    if (pages < peak.pages()) {
      verdict.finding(
          name,
          va,
          name
              + ": "
              + figures
              + ", "
              + Figures.pages(peak.pages() - pages)
              + " short; what lies behind is overwritten");
    }
  }
}

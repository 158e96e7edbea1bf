// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import java.util.Locale;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.VaLayout;

/**
 * EM-LAY-006: linear map and vmalloc share no root entry. Protects from PXNTable of the linear map,
 * which would forbid execution of the kernel itself.
 */
final class LinearMapEndsAtRootEntry extends Rule {
  LinearMapEndsAtRootEntry() {
    super(
        "EM-LAY-006",
        Severity.ERROR,
        "linear map and vmalloc share no root entry, or PXNTable would reach the kernel",
        "arch/arm64/mm/mmu.c: map_mem() BUILD_BUG_ON(pgd_index(direct_map_end))");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    int least = kernel.config().vaBitsMin();
    TranslationRegime regime = kernel.config().regime(kernel.config().vaBits());
    long end = VaLayout.pageEnd(least);
    if (!isSafe(regime, VaLayout.pageOffset(least), end)) {
      verdict.finding(
          "PAGE_END",
          end,
          "PAGE_END at " + Figures.hex(end) + " lies within a root entry that vmalloc uses too");
    }
    kernel.find("_text").ifPresent(text -> checkModules(kernel, regime, text, verdict));
  }

  /** The modules of a kernel lie right below its image, wherever that was linked. */
  private static void checkModules(
      CheckedKernel kernel, TranslationRegime regime, long text, Verdict verdict) {
    VaLayout layout = kernel.leastLayout();
    long modules = text - (layout.kimageVaddr() - layout.modulesVaddr());
    long last = VaLayout.pageEnd(kernel.config().vaBitsMin()) - 1;
    int root = regime.rootLevel();
    boolean whole = regime.index(layout.linearStart(), root) == regime.rootEntries() - 1;
    if (!whole && regime.index(modules, root) <= regime.index(last, root)) {
      verdict.finding(
          "modules",
          modules,
          String.format(
              Locale.ROOT,
              "the modules of an image at %s start at %s, within root entry %d of the linear map",
              Figures.hex(text),
              Figures.hex(modules),
              regime.index(modules, root)));
    }
  }

  /** Whether {@code end} parts two root entries, or one entry holds the whole reduced space. */
  static boolean isSafe(TranslationRegime regime, long start, long end) {
    int root = regime.rootLevel();
    return regime.index(end - 1, root) != regime.index(end, root)
        || regime.index(start, root) == regime.rootEntries() - 1;
  }
}

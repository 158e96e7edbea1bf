// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.Trait;

/**
 * EM-LAY-004: the fixmap does not grow into the PCI I/O window. Protects from slots, most often
 * more of them with more CPUs, that lie where a driver maps I/O.
 */
final class FixmapApartFromPci extends Rule {
  FixmapApartFromPci() {
    super(
        "EM-LAY-004",
        Severity.ERROR,
        "the fixmap does not grow into the PCI I/O window",
        "arch/arm64/mm/fixmap.c: static_assert(FIXADDR_TOT_START > PCI_IO_END)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    VaLayout layout = kernel.layout();
    Range fixmap = new Range(lowest(kernel, Fixmap.of(layout)), layout.fixaddrTop());
    Range pci = new Range(layout.pciIoStart(), layout.pciIoEnd());
    if (!areApart(fixmap, pci, kernel.has(Trait.FIXED_VMEMMAP_END))) {
      verdict.finding(
          "FIXADDR_TOT_START",
          fixmap.start(),
          String.format(
              "the fixmap %s..%s meets PCI I/O %s..%s",
              Figures.hex(fixmap.start()),
              Figures.hex(fixmap.end()),
              Figures.hex(pci.start()),
              Figures.hex(pci.end())));
    }
  }

  /** Where the slots start, or the addresses that the linked {@code bm_pte} has more tables for. */
  private static long lowest(CheckedKernel kernel, Fixmap fixmap) {
    int tables = BootTimeTables.pages(kernel, "bm_pte").orElse(0);
    if (tables <= fixmap.bmPteTables()) {
      return fixmap.totalStart();
    }
    int shift = kernel.granule().levelShift(2);
    long last = (fixmap.layout().fixaddrTop() - 1) >>> shift;
    return (last + 1 - tables) << shift;
  }

  /** Whether the fixmap lies wholly above PCI I/O, or wholly below. */
  static boolean areApart(Range fixmap, Range pci, boolean above) {
    return above
        ? Long.compareUnsigned(fixmap.start(), pci.end()) > 0
        : Long.compareUnsigned(fixmap.end(), pci.start()) < 0;
  }
}

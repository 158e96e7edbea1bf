// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.VaLayout;

/**
 * EM-LAY-007: the regions of the address space follow each other without overlap. Protects from two
 * owners of one address.
 */
final class RegionsInOrder extends Rule {
  RegionsInOrder() {
    super(
        "EM-LAY-007",
        Severity.ERROR,
        "the regions of the address space follow each other without overlap",
        "arch/arm64/include/asm/memory.h");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    for (VaLayout layout : new VaLayout[] {kernel.layout(), kernel.leastLayout()}) {
      Map<String, Long> order = new LinkedHashMap<>();
      order.put("PAGE_END", layout.pageEnd());
      order.put("MODULES_VADDR", layout.modulesVaddr());
      order.put("KIMAGE_VADDR", layout.kimageVaddr());
      kernel.find("_text").ifPresent(va -> order.put("_text", va));
      kernel.find("_end").ifPresent(va -> order.put("_end", va));
      order.put("VMALLOC_END", layout.vmallocEnd());
      order.put("VMEMMAP_START", layout.vmemmapUsableStart());
      order.put("VMEMMAP_END", layout.vmemmapEnd());
      outOfOrder(order)
          .ifPresent(
              name ->
                  verdict.finding(
                      name,
                      String.format(
                          Locale.ROOT,
                          "with %d address bits %s is %s, below the region before it",
                          layout.vaBitsActual(),
                          name,
                          Figures.hex(order.getOrDefault(name, 0L)))));
      if (kernel.config().vaBits() == kernel.config().vaBitsMin()) {
        return;
      }
    }
  }

  /** The first name whose address is below that of the one before it. */
  static Optional<String> outOfOrder(Map<String, Long> order) {
    long before = 0;
    for (Map.Entry<String, Long> entry : order.entrySet()) {
      if (Long.compareUnsigned(before, entry.getValue()) > 0) {
        return Optional.of(entry.getKey());
      }
      before = entry.getValue();
    }
    return Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import java.util.LinkedHashMap;
import java.util.Map;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.KasanShadow;
import org.earlymap.layout.VaLayout;

/**
 * EM-LAY-003: KASAN's shadow starts and ends where whole tables do. Protects from a table that
 * shadow and other mappings share, which KASAN replaces while it boots.
 */
final class KasanAlignment extends Rule {
  KasanAlignment() {
    super(
        "EM-LAY-003",
        Severity.ERROR,
        "KASAN's shadow starts and ends where whole tables do",
        "arch/arm64/mm/kasan_init.c: BUILD_BUG_ON(!IS_ALIGNED(..., SHADOW_ALIGN))");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    VaLayout layout = kernel.layout();
    if (layout.kasanShadow().isEmpty()) {
      return;
    }
    KasanShadow shadow = layout.kasanShadow().get();
    Map<String, Long> ends = new LinkedHashMap<>();
    ends.put("KASAN_SHADOW_START", shadow.start(kernel.config().vaBits()));
    ends.put("KASAN_SHADOW_START_MIN", shadow.start(kernel.config().vaBitsMin()));
    ends.put("KASAN_SHADOW_END", shadow.end());
    ends.forEach(
        (name, va) -> {
          if ((va & (shadow.alignment() - 1)) != 0) {
            verdict.finding(
                name,
                va,
                String.format(
                    "%s is %s, expected a multiple of %s",
                    name, Figures.hex(va), Figures.size(shadow.alignment())));
          }
        });
  }
}

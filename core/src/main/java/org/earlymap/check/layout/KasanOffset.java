// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import com.google.common.primitives.UnsignedLongs;
import java.util.Optional;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.layout.VaLayout;

/**
 * EM-LAY-002: KASAN's shadow ends where the modules start. Protects from shadow bytes that are
 * stored over the image, or over the linear map.
 */
final class KasanOffset extends Rule {
  KasanOffset() {
    super(
        "EM-LAY-002",
        Severity.ERROR,
        "KASAN's shadow ends where the modules start",
        "arch/arm64/mm/kasan_init.c: BUILD_BUG_ON(KASAN_SHADOW_OFFSET)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    Optional<String> value = kernel.config().value("KASAN_SHADOW_OFFSET");
    if (!kernel.config().kasan().hasShadow() || value.isEmpty()) {
      return;
    }
    long span = 1L << (Long.SIZE - kernel.config().kasan().shadowScaleShift());
    long expected = VaLayout.pageEnd(kernel.config().vaBitsMin()) - span;
    if (!isNumber(value.get(), expected)) {
      verdict.finding(
          "KASAN_SHADOW_OFFSET",
          String.format(
              "CONFIG_KASAN_SHADOW_OFFSET is %s, expected %s", value.get(), Figures.hex(expected)));
    }
  }

  private static boolean isNumber(String text, long expected) {
    try {
      return UnsignedLongs.decode(text) == expected;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}

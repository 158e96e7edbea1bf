// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.image;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-SEG-017: the image is smaller than 2 GiB. Protects from ADRP and PREL32 relocations that
 * overflow, in the image and between it and its modules.
 */
final class ImageWithinModules extends Rule {
  private static final long REACH = 2L << 30;

  ImageWithinModules() {
    super(
        "EM-SEG-017",
        Severity.ERROR,
        "the image is smaller than 2 GiB; code addresses data, and modules the kernel, by that",
        "arch/arm64/mm/init.c: module_init_limits()");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    long size = kernel.imageSize();
    verdict.measured("image size", Figures.size(size));
    if (Long.compareUnsigned(size, REACH) >= 0) {
      verdict.finding("_end", "the image has " + Figures.size(size) + ", expected less than 2 GiB");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import java.util.Optional;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.parts.KernelSection;

/**
 * EM-PRM-004: writable sections do not lie in text. Protects from writes that fault, as text is
 * mapped read-only.
 */
final class WritableOutsideText extends Rule {
  WritableOutsideText() {
    super(
        "EM-PRM-004",
        Severity.ERROR,
        "writable sections do not lie in text, which is mapped read-only: writes fault",
        "arch/arm64/kernel/pi/map_kernel.c: map_kernel()");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    for (KernelSection section : kernel.sections()) {
      Optional<ImageSegment> region = kernel.segmentAt(section.address());
      boolean got = section.name().equals(".got") || section.name().equals(".got.plt");
      if (section.writable() && !got && region.map(ImageSegment::isExecutable).orElse(false)) {
        verdict.finding(
            section.name(),
            section.address(),
            String.format(
                "%s at %s is writable, but lies in %s",
                section.name(),
                Figures.hex(section.address()),
                region.map(ImageSegment::label).orElse("")));
      }
    }
  }
}

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
 * EM-PRM-002: executable sections lie where the boot maps memory executable. Protects from code
 * that faults when it is first run.
 */
final class CodeWhereExecutable extends Rule {
  /** Code that is copied, or run through other mappings. */
  private static final String RODATA_TEXT = ".rodata.text";

  CodeWhereExecutable() {
    super(
        "EM-PRM-002",
        Severity.ERROR,
        "executable sections lie where the boot maps memory executable",
        "arch/arm64/kernel/pi/map_kernel.c: map_kernel()");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    for (KernelSection section : kernel.sections()) {
      Optional<ImageSegment> region = kernel.segmentAt(section.address());
      boolean exempt =
          section.name().equals(RODATA_TEXT)
              || (region.isPresent() && region.get() == ImageSegment.HEAD);
      if (section.executable()
          && !exempt
          && !region.map(ImageSegment::isExecutable).orElse(false)) {
        verdict.finding(
            section.name(),
            section.address(),
            String.format(
                "%s at %s is executable, but %s is not mapped so: running it faults",
                section.name(),
                Figures.hex(section.address()),
                region.map(ImageSegment::label).orElse("this place")));
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import java.util.Optional;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.kernel.ImageSegment;

/**
 * EM-PRM-010: the global offset table becomes read-only. Protects from addresses that can be
 * overwritten, through which the kernel reaches its data.
 */
final class GotReadOnly extends Rule {
  GotReadOnly() {
    super(
        "EM-PRM-010",
        Severity.WARNING,
        "the global offset table becomes read-only",
        "arch/arm64/kernel/vmlinux.lds.S: .got");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    kernel
        .section(".got")
        .filter(section -> section.size() != 0)
        .ifPresent(
            section -> {
              Optional<ImageSegment> region = kernel.segmentAt(section.address());
              if (region.isEmpty() || region.get().isWritable()) {
                verdict.finding(
                    section.name(),
                    section.address(),
                    String.format(
                        ".got at %s is in %s and stays writable",
                        Figures.hex(section.address()),
                        region.map(ImageSegment::label).orElse("no known part of the image")));
              }
            });
  }
}

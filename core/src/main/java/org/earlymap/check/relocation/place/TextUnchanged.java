// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.place;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.parts.KernelSection;
import org.earlymap.relocate.RelocationTable;
import org.earlymap.version.Trait;

/**
 * EM-REL-016: code has no relocated word. Protects from writes to what is read-only, and from
 * instruction caches that hold the old word. {@code .rodata.text} is exempt, as what runs through
 * the ID map reads its addresses from literals there once they are relocated; so is the
 * hypervisor's text, at which {@link HypervisorPlaces} looks.
 */
final class TextUnchanged extends ForbiddenPlace {
  TextUnchanged() {
    super(
        "EM-REL-016",
        Severity.WARNING,
        "code has no relocated word: it is read-only, and shared with instruction caches",
        "arch/arm64/kernel/vmlinux.lds.S: .text, .init.text",
        "lies in code");
  }

  @Override
  List<Range> forbidden(CheckedKernel kernel, RelocationTable table) {
    List<Range> code = new ArrayList<>();
    code.add(kernel.range(ImageSegment.INIT_TEXT));
    if (kernel.has(Trait.C_MAP_KERNEL) || !kernel.sections().isEmpty()) {
      code.add(kernel.range(ImageSegment.TEXT));
    }
    if (kernel.find("__hyp_text_end").isPresent()) {
      code = without(code, kernel.range("__hyp_idmap_text_start", "__hyp_text_end"));
    }
    for (KernelSection section : kernel.sections()) {
      if (isOldGot(section)) {
        code = without(code, new Range(section.address(), section.end()));
      }
    }
    return code;
  }

  /** Kernels before 6.9 keep the global offset table in the text, where only sections show it. */
  private static boolean isOldGot(KernelSection section) {
    return section.name().equals(".got") || section.name().equals(".got.plt");
  }

  private static List<Range> without(List<Range> ranges, Range hole) {
    List<Range> rest = new ArrayList<>();
    for (Range range : ranges) {
      if (range.contains(hole.start()) && Long.compareUnsigned(hole.end(), range.end()) <= 0) {
        rest.add(new Range(range.start(), hole.start()));
        rest.add(new Range(hole.end(), range.end()));
      } else {
        rest.add(range);
      }
    }
    return rest;
  }
}

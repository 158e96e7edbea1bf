// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Rights;
import org.earlymap.boot.decide.Stage;
import org.earlymap.check.BootTables;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.MappedRange;
import org.earlymap.check.Severity;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.parts.KernelSection;

/**
 * EM-WX-003: only the image is executable while the kernel boots, and only its code afterwards.
 * Protects from data that can be executed. While the kernel boots its ID map makes read-only data
 * executable, and its init text holds alternatives; so those are judged once the boot is over.
 */
final class OnlyCodeExecutable extends BootRule {
  OnlyCodeExecutable() {
    super(
        "EM-WX-003",
        Severity.WARNING,
        "only the image is executable while the kernel boots, and only its code afterwards",
        "arch/arm64/kernel/pi/map_kernel.c: map_kernel(); mm/mmu.c: create_idmap(), map_mem()");
  }

  /** Memory that holds no code, and its name; none where the mapping's own place names it. */
  private record NoCode(Range memory, Optional<String> name) {}

  @Override
  void judge(BootTables tables, LinkedImage image, Violations violations) {
    List<NoCode> others = new ArrayList<>();
    others.add(new NoCode(new Range(0, image.memory().start()), Optional.empty()));
    others.add(new NoCode(new Range(image.memory().end(), 0), Optional.empty()));
    if (tables.stage().includes(Stage.RODATA_RO)) {
      others.addAll(noCode(image));
    }
    for (MappedRange range : tables.ranges()) {
      if (range.allowsAny(Rights.EL1_EXECUTE)) {
        for (NoCode other : others) {
          Optional<MappedRange> part = range.reaching(other.memory());
          part.ifPresent(
              found ->
                  violations.add(
                      tables.stage(),
                      found,
                      other.name().orElseGet(() -> image.place(found)),
                      "can be executed and is no code"));
        }
      }
    }
  }

  /** The sections that are not executable; of a bare image all but what its symbols call code. */
  private static List<NoCode> noCode(LinkedImage image) {
    CheckedKernel kernel = image.kernel();
    List<NoCode> others = new ArrayList<>();
    for (KernelSection section : kernel.sections()) {
      if (!section.executable()) {
        Range linked = new Range(section.address(), section.end());
        others.add(new NoCode(image.memoryOf(linked), Optional.of(section.name())));
      }
    }
    if (kernel.sections().isEmpty()) {
      gaps(image, code(kernel)).forEach(gap -> others.add(new NoCode(gap, Optional.empty())));
    }
    return others;
  }

  private static List<Range> code(CheckedKernel kernel) {
    List<Range> code = new ArrayList<>();
    code.add(kernel.range(ImageSegment.TEXT));
    code.add(pages(kernel, "__idmap_text_start", "__idmap_text_end"));
    if (kernel.find("__entry_tramp_text_start").isPresent()) {
      code.add(pages(kernel, "__entry_tramp_text_start", "__entry_tramp_text_end"));
    }
    code.sort((a, b) -> Long.compareUnsigned(a.start(), b.start()));
    return code;
  }

  private static Range pages(CheckedKernel kernel, String start, String end) {
    Granule granule = kernel.granule();
    return new Range(granule.pageDown(kernel.at(start)), granule.pageUp(kernel.at(end)));
  }

  private static List<Range> gaps(LinkedImage image, List<Range> code) {
    List<Range> gaps = new ArrayList<>();
    long at = image.kernel().at("_text");
    for (Range part : code) {
      if (Long.compareUnsigned(at, part.start()) < 0) {
        gaps.add(image.memoryOf(new Range(at, part.start())));
      }
      at = Long.compareUnsigned(at, part.end()) < 0 ? part.end() : at;
    }
    gaps.add(image.memoryOf(new Range(at, image.kernel().at("_end"))));
    return gaps;
  }
}

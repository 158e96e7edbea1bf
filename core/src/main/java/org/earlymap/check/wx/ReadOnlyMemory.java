// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.arch.Rights;
import org.earlymap.boot.decide.Stage;
import org.earlymap.check.BootTables;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.MappedRange;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.parts.KernelSection;
import org.earlymap.version.Trait;

/** The memory of text, read-only data and what else the linker did not mark writable. */
final class ReadOnlyMemory {
  /** Zeroes behind the data up to the file's alignment, which nobody reads. */
  private static final String PADDING = ".pecoff_edata_padding";

  private ReadOnlyMemory() {}

  /** The mappings through which EL1 may write it, once it should not. */
  static List<MappedRange> writableParts(BootTables tables, LinkedImage image) {
    List<MappedRange> parts = new ArrayList<>();
    if (!tables.stage().includes(Stage.RODATA_RO)) {
      return parts;
    }
    List<Range> ranges = ranges(image.kernel()).stream().map(image::memoryOf).toList();
    for (MappedRange mapped : tables.ranges()) {
      if (mapped.allowsAny(Rights.EL1_WRITE)) {
        ranges.forEach(range -> mapped.reaching(range).ifPresent(parts::add));
      }
    }
    return parts;
  }

  /** The text, the read-only data with what is read-only after init, and sections elsewhere. */
  private static List<Range> ranges(CheckedKernel kernel) {
    List<Range> ranges = new ArrayList<>();
    ranges.add(kernel.range(ImageSegment.TEXT));
    Range freed = kernel.range("__init_begin", "__init_end");
    ranges.add(new Range(kernel.at(ImageSegment.RODATA.start()), freed.start()));
    for (KernelSection section : kernel.sections()) {
      long start = section.address();
      boolean known =
          freed.contains(start) || ranges.stream().anyMatch(range -> range.contains(start));
      boolean counts = !section.name().equals(PADDING) && !isHeader(kernel, section);
      if (!section.writable() && !known && counts) {
        ranges.add(new Range(start, section.end()));
      }
    }
    return ranges;
  }

  /** Kernels that do not map the header leave its alias writable. */
  private static boolean isHeader(CheckedKernel kernel, KernelSection section) {
    return !kernel.has(Trait.MAP_TEXT_HEAD)
        && Long.compareUnsigned(section.end(), kernel.at(ImageSegment.TEXT.start())) <= 0;
  }
}

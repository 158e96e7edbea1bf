// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import org.earlymap.format.elf.ElfSegment;
import org.earlymap.kernel.parts.KernelSection;

/** The flags of a program header. */
final class SegmentFlags {
  private static final int EXECUTE = 1;
  private static final int WRITE = 2;
  private static final int READ = 4;

  private SegmentFlags() {}

  static boolean writable(ElfSegment segment) {
    return (segment.flags() & WRITE) != 0;
  }

  static boolean executable(ElfSegment segment) {
    return (segment.flags() & EXECUTE) != 0;
  }

  /** As {@code readelf} prints them, such as {@code RWE}. */
  static String label(ElfSegment segment) {
    return ((segment.flags() & READ) != 0 ? "R" : "")
        + (writable(segment) ? "W" : "")
        + (executable(segment) ? "E" : "");
  }

  /** Whether {@code segment} loads all of {@code section}. */
  static boolean loads(ElfSegment segment, KernelSection section) {
    long offset = section.address() - segment.address();
    return Long.compareUnsigned(offset, segment.memorySize()) < 0
        && Long.compareUnsigned(section.size(), segment.memorySize() - offset) <= 0;
  }
}

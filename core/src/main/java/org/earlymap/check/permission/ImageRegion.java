// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.permission;

import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;

/** The parts of the image that the boot maps with one permission each ({@code map_kernel()}). */
enum ImageRegion {
  /** The image header: not executable, and not mapped at all by some versions. */
  HEADER("_text", "_stext", "the header"),
  /** Code: read-only and executable. */
  TEXT("_stext", "_etext", "the text"),
  /** Read-only once {@code mark_rodata_ro()} has run. */
  RODATA("__start_rodata", "__init_begin", "the read-only data"),
  /** Code that is freed: read-only and executable until then. */
  INIT_TEXT("__inittext_begin", "__inittext_end", "the init text"),
  /** Data that is freed: writable until then. */
  INIT_DATA("__initdata_begin", "__initdata_end", "the init data"),
  /** Writable. */
  DATA("_data", "_end", "the data");

  private final String start;
  private final String end;
  private final String label;

  ImageRegion(String start, String end, String label) {
    this.start = start;
    this.end = end;
    this.label = label;
  }

  /** The name in messages. */
  String label() {
    return label;
  }

  /** Where it is in {@code kernel}. */
  Range of(CheckedKernel kernel) {
    return kernel.range(start, end);
  }

  /** Whether the boot maps it executable. */
  boolean isExecutable() {
    return this == TEXT || this == INIT_TEXT;
  }

  /** Whether the boot leaves it writable, at least until it is freed. */
  boolean isWritable() {
    return this == INIT_DATA || this == DATA;
  }

  /** The part that holds {@code va}, if one does. */
  static Optional<ImageRegion> holding(CheckedKernel kernel, long va) {
    for (ImageRegion region : values()) {
      if (region.of(kernel).contains(va)) {
        return Optional.of(region);
      }
    }
    return Optional.empty();
  }
}

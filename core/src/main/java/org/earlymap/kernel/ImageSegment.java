// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

/** The segments of a kernel image that {@code map_kernel} maps, in the image's order. */
public enum ImageSegment {
  /** The header and the EFI stub's entry, before the text. */
  HEAD("_text", "_stext"),
  TEXT("_stext", "_etext"),
  RODATA("__start_rodata", "__inittext_begin"),
  INIT_TEXT("__inittext_begin", "__inittext_end"),
  INIT_DATA("__initdata_begin", "__initdata_end"),
  /** Data, BSS, and the tables behind it. */
  DATA("_data", "_end");

  private final String start;
  private final String end;

  ImageSegment(String start, String end) {
    this.start = start;
    this.end = end;
  }

  /** The symbol at its first byte. */
  public String start() {
    return start;
  }

  /** The symbol behind its last byte. */
  public String end() {
    return end;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.earlymap.Range;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/** The segments of a kernel image that {@code map_kernel} maps, in the image's order. */
public enum ImageSegment {
  /** The header and the EFI stub's entry, before the text; not mapped by every release. */
  HEAD("_text", "_stext", "the header"),
  /** Code: read-only and executable. */
  TEXT("_stext", "_etext", "the text"),
  /** Read-only once {@code mark_rodata_ro()} has run. */
  RODATA("__start_rodata", "__inittext_begin", "the read-only data"),
  /** Code that is freed: read-only and executable until then. */
  INIT_TEXT("__inittext_begin", "__inittext_end", "the init text"),
  /** Data that is freed: writable until then. */
  INIT_DATA("__initdata_begin", "__initdata_end", "the init data"),
  /** Data, BSS, and the tables behind it: writable. */
  DATA("_data", "_end", "the data");

  private final String start;
  private final String end;
  private final String label;

  ImageSegment(String start, String end, String label) {
    this.start = start;
    this.end = end;
    this.label = label;
  }

  /** The symbol at its first byte. */
  public String start() {
    return start;
  }

  /** The symbol behind its last byte. */
  public String end() {
    return end;
  }

  /** Its name in messages. */
  public String label() {
    return label;
  }

  /** Whether the boot maps it executable. */
  public boolean isExecutable() {
    return this == TEXT || this == INIT_TEXT;
  }

  /** Whether the boot leaves it writable, at least until it is freed. */
  public boolean isWritable() {
    return this == INIT_DATA || this == DATA;
  }

  /**
   * Where it is, at link addresses.
   *
   * @throws org.earlymap.kernel.parts.MissingSymbolException without one of its symbols
   */
  public Range of(KernelSymbols symbols) {
    return new Range(symbols.require(start), symbols.require(end));
  }

  /** Those that {@code map_kernel} maps in releases with {@code traits}, in the image's order. */
  public static Set<ImageSegment> mappedBy(KernelTraits traits) {
    EnumSet<ImageSegment> mapped = EnumSet.allOf(ImageSegment.class);
    if (!traits.has(Trait.MAP_TEXT_HEAD)) {
      mapped.remove(HEAD);
    }
    return mapped;
  }

  /** The symbols at which one starts or ends, in the image's order. */
  public static List<String> boundaries() {
    ImmutableSet.Builder<String> symbols = ImmutableSet.builder();
    for (ImageSegment segment : values()) {
      symbols.add(segment.start, segment.end);
    }
    return ImmutableList.copyOf(symbols.build());
  }
}

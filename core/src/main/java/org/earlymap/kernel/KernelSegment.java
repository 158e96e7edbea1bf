// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.version.Trait;

/**
 * A part of the image that the kernel maps with one protection ({@code map_kernel}; before 6.9
 * {@code map_kernel} of {@code paging_init}). Addresses are as linked.
 *
 * @param name the symbols that bound it
 * @param start its first byte
 * @param end the byte after its last
 * @param permissions what it may be used for once {@code mark_rodata_ro} has run: {@code r-x},
 *     {@code r--}, {@code rw-}, or {@code ---} where it is not mapped
 */
public record KernelSegment(String name, long start, long end, String permissions) {
  /** The segments of {@code kernel}, in the image's order, as far as their bounds are known. */
  public static List<KernelSegment> of(KernelBuild kernel) {
    List<KernelSegment> segments = new ArrayList<>();
    KernelSymbols symbols = kernel.symbols();
    String head = kernel.traits().has(Trait.MAP_TEXT_HEAD) ? "r--" : "---";
    add(segments, symbols, "_text", "_stext", head);
    add(segments, symbols, "_stext", "_etext", "r-x");
    add(segments, symbols, "__start_rodata", "__inittext_begin", "r--");
    add(segments, symbols, "__inittext_begin", "__inittext_end", "r-x");
    add(segments, symbols, "__initdata_begin", "__initdata_end", "rw-");
    add(segments, symbols, "_data", "_end", "rw-");
    return segments;
  }

  /** Its bytes. */
  public long size() {
    return end - start;
  }

  private static void add(
      List<KernelSegment> segments,
      KernelSymbols symbols,
      String start,
      String end,
      String permissions) {
    OptionalLong from = symbols.find(start);
    OptionalLong to = symbols.find(end);
    if (from.isPresent() && to.isPresent()) {
      segments.add(
          new KernelSegment(start + " .. " + end, from.getAsLong(), to.getAsLong(), permissions));
    }
  }
}

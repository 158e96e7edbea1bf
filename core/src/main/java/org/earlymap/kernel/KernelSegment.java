// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.kernel.parts.KernelSymbols;
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
    add(segments, symbols, ImageSegment.HEAD, head);
    add(segments, symbols, ImageSegment.TEXT, "r-x");
    add(segments, symbols, ImageSegment.RODATA, "r--");
    add(segments, symbols, ImageSegment.INIT_TEXT, "r-x");
    add(segments, symbols, ImageSegment.INIT_DATA, "rw-");
    add(segments, symbols, ImageSegment.DATA, "rw-");
    return segments;
  }

  /** Its bytes. */
  public long size() {
    return end - start;
  }

  private static void add(
      List<KernelSegment> segments,
      KernelSymbols symbols,
      ImageSegment segment,
      String permissions) {
    OptionalLong from = symbols.find(segment.start());
    OptionalLong to = symbols.find(segment.end());
    if (from.isPresent() && to.isPresent()) {
      segments.add(
          new KernelSegment(
              segment.start() + " .. " + segment.end(),
              from.getAsLong(),
              to.getAsLong(),
              permissions));
    }
  }
}

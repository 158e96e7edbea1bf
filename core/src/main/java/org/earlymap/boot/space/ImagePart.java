// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.parts.KernelSymbols;

/**
 * A part of a kernel image, such as its text.
 *
 * @param name what it is called
 * @param start its distance from {@code _text}, in bytes
 * @param end the distance of the byte after it
 */
public record ImagePart(String name, long start, long end) {
  /** The symbols at which parts start, and the parts. */
  private static final String[][] STARTS = {
    {ImageSegment.HEAD.start(), "head"},
    {ImageSegment.TEXT.start(), "text"},
    {ImageSegment.RODATA.start(), "rodata"},
    {ImageSegment.INIT_TEXT.start(), "init text"},
    {ImageSegment.INIT_DATA.start(), "init data"},
    {ImageSegment.DATA.start(), "data"},
    {"__bss_start", "bss"},
    {"init_pg_dir", "init_pg_dir and the early stack"},
  };

  /**
   * The parts of the image that {@code symbols} describe, in address order; those whose start has
   * no symbol belong to the part before.
   *
   * @throws org.earlymap.kernel.parts.MissingSymbolException without {@code _text} or {@code _end}
   */
  static List<ImagePart> of(KernelSymbols symbols) {
    long text = symbols.require("_text");
    long end = symbols.imageSize();
    List<ImagePart> parts = new ArrayList<>();
    for (int i = STARTS.length - 1; i >= 0; i--) {
      OptionalLong symbol = symbols.find(STARTS[i][0]);
      long start = symbol.orElse(text + end) - text;
      if (start >= 0 && start < end) {
        parts.add(new ImagePart(STARTS[i][1], start, end));
        end = start;
      }
    }
    Collections.reverse(parts);
    return parts;
  }
}

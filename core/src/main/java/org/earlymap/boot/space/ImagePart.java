// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.earlymap.arch.Rights;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * A part of a kernel image, such as its text.
 *
 * @param name what it is called
 * @param start its distance from {@code _text}, in bytes
 * @param end the distance of the byte after it
 */
public record ImagePart(String name, long start, long end) {
  private static final int READ = Rights.EL1_READ;
  private static final int READ_WRITE = READ | Rights.EL1_WRITE;
  private static final int READ_EXECUTE = READ | Rights.EL1_EXECUTE;

  /** A symbol at which a part starts, the part, and what the kernel may do there at the end. */
  private record Start(String symbol, String part, int rights) {}

  private static final String HEAD = "head";

  private static final List<Start> STARTS =
      List.of(
          new Start(ImageSegment.HEAD.start(), HEAD, READ),
          new Start(ImageSegment.TEXT.start(), "text", READ_EXECUTE),
          new Start(ImageSegment.RODATA.start(), "rodata", READ),
          new Start(ImageSegment.INIT_TEXT.start(), "init text", READ_EXECUTE),
          new Start(ImageSegment.INIT_DATA.start(), "init data", READ_WRITE),
          new Start(ImageSegment.DATA.start(), "data", READ_WRITE),
          new Start("__bss_start", "bss", READ_WRITE),
          new Start("init_pg_dir", "init_pg_dir and the early stack", READ_WRITE));

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
    for (int i = STARTS.size() - 1; i >= 0; i--) {
      OptionalLong symbol = symbols.find(STARTS.get(i).symbol());
      long start = symbol.orElse(text + end) - text;
      if (start >= 0 && start < end) {
        parts.add(new ImagePart(STARTS.get(i).part(), start, end));
        end = start;
      }
    }
    Collections.reverse(parts);
    return parts;
  }

  /**
   * What EL1 may do with it from {@code mark_rodata_ro} on, as {@link Rights} has it; init memory
   * until it is freed. The header is mapped by some releases only.
   */
  OptionalInt rights(KernelTraits traits) {
    if (name.equals(HEAD) && !traits.has(Trait.MAP_TEXT_HEAD)) {
      return OptionalInt.empty();
    }
    return STARTS.stream()
        .filter(start -> start.part().equals(name))
        .mapToInt(Start::rights)
        .findFirst();
  }
}

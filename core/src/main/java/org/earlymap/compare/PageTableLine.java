// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.Hex;
import org.earlymap.InputException;
import org.earlymap.Range;

/**
 * A line of {@code /sys/kernel/debug/kernel_page_tables} that maps something ({@code note_page} of
 * arch/arm64/mm/ptdump.c).
 *
 * @param range virtual addresses
 * @param writable RW and not ro
 * @param executable x and not NX
 * @param user USR
 * @param memoryType the last word, such as {@code MEM/NORMAL-TAGGED}
 * @param shape level, block and contiguous bits: how it is mapped, not what
 */
record PageTableLine(
    Range range,
    boolean writable,
    boolean executable,
    boolean user,
    String memoryType,
    String shape) {
  private static final Pattern MARK = Pattern.compile("---\\[ (.*) \\]---");
  private static final Pattern LINE =
      Pattern.compile("0x([0-9a-f]{16})-0x([0-9a-f]{16})\\s+\\d+[KMGTPE] (P[A-Z0-9]{2}) ?(.*)");

  /**
   * Those lines of {@code text} that map something, in its order. The kernel tells of all of its
   * half, mapped or not: a text that leaves out something, by a line that is lost or cut off, is
   * none.
   *
   * @param name stands for the text in messages
   * @throws InputException where a line does not start where the last has ended, the last does not
   *     end with the address space, or the rights of one are not told
   */
  static List<PageTableLine> of(String name, String text) {
    List<PageTableLine> lines = new ArrayList<>();
    String[] all = text.split("\n", -1);
    boolean any = false;
    long next = 0;
    for (int i = 0; i < all.length; i++) {
      Matcher matcher = LINE.matcher(all[i].strip());
      if (matcher.matches()) {
        long start = Long.parseUnsignedLong(matcher.group(1), 16);
        if (any && start != next) {
          throw new InputException(
              name
                  + ":"
                  + (i + 1)
                  + ": found a line from "
                  + Hex.of(start)
                  + ", expected one from "
                  + Hex.of(next)
                  + ", where the last has ended");
        }
        mapped(name + ":" + (i + 1), matcher).ifPresent(lines::add);
        any = true;
        next = Long.parseUnsignedLong(matcher.group(2), 16);
      }
    }
    if (any && next != 0) {
      throw new InputException(
          name
              + ": the text ends at "
              + Hex.of(next)
              + ", expected it to end with the address space: it is cut off");
    }
    return lines;
  }

  /** From the first to the last line behind each mark, whether they map something or not. */
  static Map<String, Range> spans(String text) {
    Map<String, Range> spans = new HashMap<>();
    String region = "";
    for (String line : text.split("\n", -1)) {
      Matcher mark = MARK.matcher(line.strip());
      if (mark.matches()) {
        region = mark.group(1);
        continue;
      }
      Matcher matcher = LINE.matcher(line.strip());
      if (matcher.matches()) {
        long start = Long.parseUnsignedLong(matcher.group(1), 16);
        long end = Long.parseUnsignedLong(matcher.group(2), 16);
        spans.merge(
            region, new Range(start, end), (all, next) -> new Range(all.start(), next.end()));
      }
    }
    return spans;
  }

  private static Optional<PageTableLine> mapped(String at, Matcher matcher) {
    List<String> words = List.of(matcher.group(4).strip().split("\\s+"));
    if (words.contains("F") || matcher.group(4).isBlank()) {
      return Optional.empty();
    }
    boolean readOnly = words.contains("ro");
    boolean executable = words.contains("x");
    if (readOnly == words.contains("RW") || executable == words.contains("NX")) {
      throw new InputException(
          at + ": found '" + matcher.group(4).strip() + "', expected ro or RW, and x or NX");
    }
    String shape =
        matcher.group(3)
            + (words.contains("BLK") ? " BLK" : "")
            + (words.contains("CON") ? " CON" : "");
    return Optional.of(
        new PageTableLine(
            new Range(
                Long.parseUnsignedLong(matcher.group(1), 16),
                Long.parseUnsignedLong(matcher.group(2), 16)),
            !readOnly,
            executable,
            words.contains("USR"),
            words.get(words.size() - 1),
            shape));
  }

  /** The rights and the type as the text has them. */
  String rights() {
    return (writable ? "RW" : "ro")
        + (executable ? " x" : " NX")
        + (user ? " USR" : "")
        + " "
        + memoryType;
  }
}

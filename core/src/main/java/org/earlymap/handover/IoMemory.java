// SPDX-License-Identifier: Apache-2.0
package org.earlymap.handover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.InputException;
import org.earlymap.Range;

/**
 * {@code /proc/iomem} of an arm64 kernel ({@code request_standard_resources}, {@code
 * reserve_memblock_reserved_regions}).
 *
 * @param memory "System RAM" that is mapped
 * @param noMap "reserved" outside of System RAM: memory that is not mapped
 * @param reserved "reserved" within System RAM, by pages
 * @param kernelCode where the kernel's code lies, from {@code _stext} on
 */
record IoMemory(
    List<Range> memory, List<Range> noMap, List<Range> reserved, Optional<Range> kernelCode) {
  private static final Pattern LINE =
      Pattern.compile("( *)([0-9a-f]{8,16})-([0-9a-f]{8,16}) : (.*)");

  IoMemory {
    memory = List.copyOf(memory);
    noMap = List.copyOf(noMap);
    reserved = List.copyOf(reserved);
  }

  /**
   * Reads the text.
   *
   * @param name stands for the file in messages
   * @throws InputException where it is another text, or all its addresses are zero because who read
   *     it was not allowed to see them
   */
  static IoMemory of(String name, String text) {
    List<Range> memory = new ArrayList<>();
    List<Range> noMap = new ArrayList<>();
    List<Range> reserved = new ArrayList<>();
    Optional<Range> code = Optional.empty();
    boolean hidden = false;
    for (String line : text.split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        continue;
      }
      long start = Long.parseUnsignedLong(matcher.group(2), 16);
      long last = Long.parseUnsignedLong(matcher.group(3), 16);
      hidden |= last == 0;
      Range range = new Range(start, last + 1);
      boolean top = matcher.group(1).isEmpty();
      switch (matcher.group(4)) {
        case "System RAM" -> memory.add(range);
        case "reserved" -> (top ? noMap : reserved).add(range);
        case "Kernel code" -> code = Optional.of(range);
        default -> {}
      }
    }
    if (hidden) {
      throw new InputException(
          name + ": all addresses are zero; only root sees them: collect it again as root");
    }
    if (memory.isEmpty()) {
      throw new InputException(name + ": found no System RAM, expected the text of /proc/iomem");
    }
    return new IoMemory(memory, noMap, reserved, code);
  }
}

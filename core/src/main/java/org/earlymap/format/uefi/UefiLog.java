// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.uefi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.format.FormatException;

/**
 * The memory map as a kernel prints it with {@code efi=debug} ({@code efi_md_typeattr_format}): a
 * line for each descriptor.
 */
public final class UefiLog {
  private static final Pattern LINE =
      Pattern.compile(
          "efi:\\s+0x([0-9a-f]{12,16})-0x([0-9a-f]{12,16}) \\[([A-Za-z/ ]{12,20})\\|([^\\]]*)\\]");

  private static final List<String> TYPES =
      List.of(
          "Reserved",
          "Loader Code",
          "Loader Data",
          "Boot Code",
          "Boot Data",
          "Runtime Code",
          "Runtime Data",
          "Conventional",
          "Unusable",
          "ACPI Reclaim",
          "ACPI Mem NVS",
          "MMIO",
          "MMIO Port",
          "PAL Code",
          "Persistent",
          "Unaccepted");

  /** The names of attributes, from the least bit of each (UEFI 7.2.3). */
  private static final Map<String, Long> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("UC", 1L),
          Map.entry("WC", MemoryDescriptor.WC),
          Map.entry("WT", MemoryDescriptor.WT),
          Map.entry("WB", MemoryDescriptor.WB),
          Map.entry("UCE", 1L << 4),
          Map.entry("WP", 1L << 12),
          Map.entry("RP", 1L << 13),
          Map.entry("XP", 1L << 14),
          Map.entry("NV", 1L << 15),
          Map.entry("MR", 1L << 16),
          Map.entry("RO", 1L << 17),
          Map.entry("SP", MemoryDescriptor.SP),
          Map.entry("CC", 1L << 19),
          Map.entry("RUN", MemoryDescriptor.RUNTIME));

  private UefiLog() {}

  /**
   * The map in a kernel's log.
   *
   * @param name stands for the log in messages
   * @throws FormatException where it has none
   */
  public static UefiMemoryMap memoryMap(String name, String log) {
    List<MemoryDescriptor> descriptors = new ArrayList<>();
    Matcher matcher = LINE.matcher(log);
    while (matcher.find()) {
      int type = TYPES.indexOf(matcher.group(3).strip());
      long start = Long.parseUnsignedLong(matcher.group(1), 16);
      long last = Long.parseUnsignedLong(matcher.group(2), 16);
      if (type < 0 || Long.compareUnsigned(last, start) < 0) {
        throw new FormatException(
            name,
            matcher.start(),
            "found '" + matcher.group().strip() + "', expected a type of memory that UEFI has");
      }
      long attribute = 0;
      for (String word : matcher.group(4).split("\\|", -1)) {
        attribute |= ATTRIBUTES.getOrDefault(word.strip(), 0L);
      }
      descriptors.add(new MemoryDescriptor(type, start, 0, (last + 1 - start) >>> 12, attribute));
    }
    if (descriptors.isEmpty()) {
      throw new FormatException(
          name, 0, "found no memory map, expected lines of a boot with efi=debug");
    }
    return new UefiMemoryMap(descriptors);
  }
}

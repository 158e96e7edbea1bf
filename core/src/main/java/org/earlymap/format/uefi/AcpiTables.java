// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.uefi;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.format.Bytes;

/** Where the tables of ACPI lie (ACPI 6.5, 5.2): the root pointer, its list, and each of them. */
final class AcpiTables {
  private static final int ROOT_POINTER_SIZE = 36;
  private static final int HEADER_SIZE = 36;
  private static final int MOST_BYTES = 1 << 26;

  /** "FACP" as a number. */
  private static final long FADT = 0x5043_4146L;

  /** "SPCR" as a number: Microsoft's Serial Port Console Redirection table. */
  private static final long SPCR = 0x5243_5053L;

  /** Its base address: a generic address structure, whose first byte says the space. */
  private static final int SPCR_ADDRESS = 40;

  private AcpiTables() {}

  /** The physical address of the console's registers, if a table names it. */
  static OptionalLong console(MemoryReader memory, long rootPointer) {
    for (Range range : memory(memory, rootPointer)) {
      if (range.size() < SPCR_ADDRESS + 12) {
        continue;
      }
      Bytes table = memory.read(range.start(), SPCR_ADDRESS + 12);
      if (table.u32(0) == SPCR && table.u8(SPCR_ADDRESS) == 0) {
        return OptionalLong.of(table.u64(SPCR_ADDRESS + 4));
      }
    }
    return OptionalLong.empty();
  }

  /**
   * The memory of all tables.
   *
   * @param rootPointer physical address of the RSDP
   */
  static List<Range> memory(MemoryReader memory, long rootPointer) {
    List<Range> found = new ArrayList<>();
    Bytes root = memory.read(rootPointer, ROOT_POINTER_SIZE);
    found.add(new Range(rootPointer, rootPointer + ROOT_POINTER_SIZE));
    boolean wide = root.u8(15) >= 2 && root.u64(24) != 0;
    int each = wide ? 8 : 4;
    Bytes list = table(memory, wide ? root.u64(24) : root.u32(16), found);
    for (long at = HEADER_SIZE; at + each <= list.size(); at += each) {
      long pa = wide ? list.u64(at) : list.u32(at);
      if (pa == 0) {
        continue;
      }
      Bytes table = table(memory, pa, found);
      if (table.u32(0) == FADT) {
        add(memory, table, 36, 132, found);
        add(memory, table, 40, 140, found);
      }
    }
    return found;
  }

  /** FACS and DSDT, which the FADT names by addresses of 32 and of 64 bits. */
  private static void add(
      MemoryReader memory, Bytes fadt, long narrow, long wide, List<Range> found) {
    long pa = fadt.holds(wide, 8) ? fadt.u64(wide) : 0;
    pa = pa == 0 && fadt.holds(narrow, 4) ? fadt.u32(narrow) : pa;
    if (pa != 0) {
      table(memory, pa, found);
    }
  }

  private static Bytes table(MemoryReader memory, long pa, List<Range> found) {
    Bytes start = memory.read(pa, 8);
    long length = start.u32(4);
    if (length < 8 || length > MOST_BYTES) {
      throw start.fault(4, "found an ACPI table of " + length + " bytes");
    }
    found.add(new Range(pa, pa + length));
    return memory.read(pa, (int) length);
  }
}

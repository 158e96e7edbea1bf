// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.elf;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.format.Bytes;

/**
 * The program headers of an ELF core.
 *
 * @param order the byte order of the machine
 * @param memory the loaded segments that have a physical address, in the file's order
 * @param notes the note segments
 */
public record ElfCore(ByteOrder order, List<Segment> memory, List<Segment> notes) {
  private static final int PT_NOTE = 4;
  private static final int ET_CORE = 4;
  private static final long MOST_SEGMENTS = 1 << 12;

  /** What {@code /proc/kcore} has in place of a physical address that there is none. */
  private static final long NO_ADDRESS = -1;

  /** Copies the lists. */
  public ElfCore {
    memory = List.copyOf(memory);
    notes = List.copyOf(notes);
  }

  /**
   * A segment.
   *
   * @param offset where it is in the file
   * @param pa its physical address
   * @param size how many bytes of it are in the file
   */
  public record Segment(long offset, long pa, long size) {}

  /** Whether {@code file} is an ELF file that says it is a core. */
  public static boolean isCore(Bytes file) {
    return ElfFile.isElf(file)
        && file.holds(0, 64)
        && (file.u8(5) == 2 ? file.u8(17) : file.u8(16)) == ET_CORE;
  }

  /**
   * Reads the headers.
   *
   * @param unordered the file, or its start as far as the program headers reach
   * @throws org.earlymap.format.FormatException where it is no core, or is cut off
   */
  public static ElfCore read(Bytes unordered) {
    ElfHeader header = ElfHeader.read(unordered);
    Bytes file = unordered.order(header.order());
    if (header.segmentCount() > MOST_SEGMENTS) {
      throw file.fault(56, "expected at most " + MOST_SEGMENTS + " segments");
    }
    Bytes table =
        file.slice(
            header.segmentsOffset(),
            header.segmentCount() * ElfHeader.SEGMENT_SIZE,
            "the program header table");
    List<Segment> memory = new ArrayList<>();
    List<Segment> notes = new ArrayList<>();
    for (long at = 0; at < table.size(); at += ElfHeader.SEGMENT_SIZE) {
      long type = table.u32(at);
      Segment segment = new Segment(table.u64(at + 8), table.u64(at + 24), table.u64(at + 32));
      if (type == ElfSegment.PT_LOAD && segment.size() != 0 && segment.pa() != NO_ADDRESS) {
        memory.add(segment);
      } else if (type == PT_NOTE) {
        notes.add(segment);
      }
    }
    return new ElfCore(header.order(), memory, notes);
  }
}

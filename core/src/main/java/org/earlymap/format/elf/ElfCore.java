// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.elf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.earlymap.format.Bytes;
import org.earlymap.format.MappedMemory;
import org.earlymap.memory.PhysicalMemory;

/**
 * The memory of a machine as an ELF core: what QEMU's {@code dump-guest-memory} and kdump write.
 *
 * @param memory the loaded segments at their physical addresses
 * @param vmcoreinfo the text of the note VMCOREINFO
 */
public record ElfCore(PhysicalMemory memory, Optional<String> vmcoreinfo) {
  private static final int PT_NOTE = 4;
  private static final int ET_CORE = 4;
  private static final int NOTE_HEADER = 12;
  private static final long MOST_NOTES = 64L << 20;
  private static final long MOST_SEGMENTS = 1 << 12;
  private static final String VMCOREINFO = "VMCOREINFO";

  /** Whether {@code file} is an ELF file that says it is a core. */
  public static boolean isCore(Bytes file) {
    return ElfFile.isElf(file)
        && file.holds(0, 64)
        && (file.u8(5) == 2 ? file.u8(17) : file.u8(16)) == ET_CORE;
  }

  /**
   * Maps a core. Of segments that overlap, as kdump's kernel segment does, the first counts.
   *
   * @throws org.earlymap.format.FormatException where it is none, or is cut off
   */
  public static ElfCore map(Path path) throws IOException {
    Bytes unordered = Bytes.map(path);
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
    PhysicalMemory memory = PhysicalMemory.of(header.order());
    Optional<String> vmcoreinfo = Optional.empty();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      for (long at = 0; at < table.size(); at += ElfHeader.SEGMENT_SIZE) {
        long type = table.u32(at);
        long offset = table.u64(at + 8);
        long pa = table.u64(at + 24);
        long size = table.u64(at + 32);
        if (type == ElfSegment.PT_LOAD && size != 0) {
          MappedMemory.add(memory, path, channel, offset, size, pa);
        } else if (type == PT_NOTE) {
          vmcoreinfo = vmcoreinfo.or(() -> note(file.slice(offset, size, "a note segment")));
        }
      }
    }
    return new ElfCore(memory, vmcoreinfo);
  }

  private static Optional<String> note(Bytes notes) {
    if (notes.size() > MOST_NOTES) {
      throw notes.fault(0, "found 0x" + Long.toHexString(notes.size()) + " bytes of notes");
    }
    long at = 0;
    while (notes.holds(at, NOTE_HEADER)) {
      long nameSize = notes.u32(at);
      long size = notes.u32(at + 4);
      long name = at + NOTE_HEADER;
      long contents = name + ((nameSize + 3) & -4);
      byte[] expected = VMCOREINFO.getBytes(StandardCharsets.US_ASCII);
      if (nameSize >= expected.length
          && nameSize <= expected.length + 1
          && notes.holds(contents, size)
          && notes.matches(name, expected)) {
        return Optional.of(new String(notes.copy(contents, (int) size), StandardCharsets.UTF_8));
      }
      at = contents + ((size + 3) & -4);
    }
    return Optional.empty();
  }
}

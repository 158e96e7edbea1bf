// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.earlymap.format.Bytes;
import org.earlymap.format.MappedMemory;
import org.earlymap.format.compress.PlainFile;
import org.earlymap.format.elf.ElfCore;
import org.earlymap.memory.PhysicalMemory;

/**
 * The memory of a machine as a core has it.
 *
 * @param memory what was dumped, at its physical addresses
 * @param vmcoreinfo the text of the note VMCOREINFO
 * @param format what the file is, such as {@code ELF core}
 */
public record CoreDump(PhysicalMemory memory, Optional<String> vmcoreinfo, String format) {
  /** How much of the pages that were read is kept, in bytes. */
  private static final long KEPT = 64L << 20;

  private static final int MOST_HEADERS = 1 << 18;

  /** What is read of the running kernel's core at once: its segments are few, in bytes. */
  private static final int LIVE_HEADERS = 1 << 14;

  /** A larger file is not mapped, in bytes. */
  private static final long MOST_MAPPED = 1L << 44;

  /**
   * Opens a core of any kind; of segments that overlap, as kdump's kernel segment does, the first
   * counts.
   *
   * @return empty where the file is no core
   * @throws org.earlymap.format.FormatException where it is one but damaged, or cut off
   */
  public static Optional<CoreDump> open(Path path) throws IOException {
    Optional<CoreDump> live = unmapped(path);
    if (live.isPresent()) {
      return live;
    }
    Bytes original = Bytes.map(path);
    Bytes file = PlainFile.of(original);
    if (ElfCore.isCore(file)) {
      // A file that was compressed, or came down a pipe, is in memory already.
      boolean isFile = file == original && Files.isRegularFile(path);
      return Optional.of(isFile ? mapped(path, file) : segments(CoreBytes.of(file), "ELF core"));
    }
    boolean flattened = FlattenedBytes.isFlattened(file);
    CoreBytes bytes = flattened ? FlattenedBytes.of(file) : CoreBytes.of(file);
    String how = flattened ? ", flattened" : "";
    if (KdumpFile.isKdump(bytes)) {
      KdumpFile dump = KdumpFile.read(bytes);
      return Optional.of(
          new CoreDump(
              PhysicalMemory.of(dump.order(), dump, KEPT),
              dump.vmcoreinfo(),
              "kdump-compressed file" + how));
    }
    if (flattened) {
      return Optional.of(segments(bytes, "ELF core" + how));
    }
    return Optional.empty();
  }

  /**
   * The running kernel's core, or a sparse copy of it: its offsets are virtual addresses, which no
   * program has the room to map.
   */
  private static Optional<CoreDump> unmapped(Path path) throws IOException {
    boolean live = path.toAbsolutePath().normalize().equals(Path.of("/proc/kcore"));
    boolean vast = Files.isRegularFile(path) && Files.size(path) >= MOST_MAPPED;
    if (!live && !vast) {
      return Optional.empty();
    }
    // Stays open for as long as the program reads memory.
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    ChannelBytes bytes =
        new ChannelBytes(path.toString(), channel, vast ? Files.size(path) : Long.MAX_VALUE);
    return Optional.of(segments(bytes, "/proc/kcore"));
  }

  private static CoreDump segments(CoreBytes bytes, String format) {
    int most = bytes instanceof ChannelBytes ? LIVE_HEADERS : MOST_HEADERS;
    Bytes head = bytes.part(0, Math.min(bytes.size(), most), "the head of the core", most);
    ElfCore core = ElfCore.read(head);
    Optional<String> vmcoreinfo = Optional.empty();
    for (ElfCore.Segment note : core.notes()) {
      Bytes notes = bytes.part(note.offset(), note.size(), "a note segment", CoreNotes.MOST_BYTES);
      vmcoreinfo = vmcoreinfo.or(() -> CoreNotes.vmcoreinfo(notes.order(core.order())));
    }
    SegmentPages pages = new SegmentPages(bytes, core.memory());
    return new CoreDump(PhysicalMemory.of(core.order(), pages, KEPT), vmcoreinfo, format);
  }

  private static CoreDump mapped(Path path, Bytes file) throws IOException {
    ElfCore core = ElfCore.read(file);
    Bytes ordered = file.order(core.order());
    PhysicalMemory memory = PhysicalMemory.of(core.order());
    Optional<String> vmcoreinfo = Optional.empty();
    for (ElfCore.Segment note : core.notes()) {
      Bytes notes = ordered.slice(note.offset(), note.size(), "a note segment");
      if (notes.size() > CoreNotes.MOST_BYTES) {
        throw notes.fault(0, "found 0x" + Long.toHexString(notes.size()) + " bytes of notes");
      }
      vmcoreinfo = vmcoreinfo.or(() -> CoreNotes.vmcoreinfo(notes));
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      for (ElfCore.Segment each : core.memory()) {
        MappedMemory.add(memory, path, channel, each.offset(), each.size(), each.pa());
      }
    }
    return new CoreDump(memory, vmcoreinfo, "ELF core");
  }
}

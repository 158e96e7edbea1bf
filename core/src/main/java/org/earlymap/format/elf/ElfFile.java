// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.elf;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.format.NameFilter;

/**
 * An ELF64 file for AArch64. Opening it checks the header and that every section and segment lies
 * within the file; nothing else is read until it is asked for.
 */
public final class ElfFile {
  private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};

  /** The loaded sections and segments that a kernel may have; real ones have some 40 and 5. */
  private static final int MOST_LOADED = 1 << 16;

  private static final int LONGEST_NAME = 4096;

  private final Bytes bytes;
  private final ElfHeader header;
  private final Bytes sectionTable;
  private final Bytes sectionNames;
  private final Bytes segmentTable;

  private ElfFile(Bytes bytes, ElfHeader header) {
    this.bytes = bytes;
    this.header = header;
    this.sectionTable =
        bytes.slice(
            header.sectionsOffset(),
            header.sectionCount() * ElfHeader.SECTION_SIZE,
            "the section header table");
    this.segmentTable =
        bytes.slice(
            header.segmentsOffset(),
            header.segmentCount() * ElfHeader.SEGMENT_SIZE,
            "the program header table");
    checkRanges();
    this.sectionNames =
        header.nameSection() == 0
            ? bytes.slice(0, 0, "no names")
            : contents(unnamed(header.nameSection()));
  }

  /** Whether {@code bytes} start as an ELF file does. */
  public static boolean isElf(Bytes bytes) {
    return bytes.matches(0, MAGIC);
  }

  /**
   * Opens an ELF file.
   *
   * @throws org.earlymap.format.FormatException unless it is a whole ELF64 file for AArch64
   */
  public static ElfFile of(Bytes file) {
    ElfHeader header = ElfHeader.read(file);
    return new ElfFile(file.order(header.order()), header);
  }

  /** The byte order of its numbers. */
  public ByteOrder order() {
    return header.order();
  }

  /** The address at which execution starts. */
  public long entry() {
    return header.entry();
  }

  /** How many section headers there are, the empty first one included. */
  public int sectionCount() {
    return (int) header.sectionCount();
  }

  /** Section {@code index}. */
  public ElfSection section(int index) {
    ElfSection section = unnamed(index);
    long name = sectionTable.u32(index * ElfHeader.SECTION_SIZE);
    return new ElfSection(
        sectionNames.size() == 0 ? "" : sectionNames.text(name, LONGEST_NAME, "a section's name"),
        section.type(),
        section.flags(),
        section.address(),
        section.offset(),
        section.size(),
        section.link(),
        section.info(),
        section.align(),
        section.entrySize());
  }

  /** The sections that are part of the loaded image, in the file's order. */
  public List<ElfSection> allocatedSections() {
    List<ElfSection> sections = new ArrayList<>();
    for (int i = 1; i < sectionCount(); i++) {
      long at = i * ElfHeader.SECTION_SIZE;
      if ((sectionTable.u64(at + 8) & ElfSection.SHF_ALLOC) != 0) {
        if (sections.size() == MOST_LOADED) {
          throw sectionTable.fault(at, "expected at most " + MOST_LOADED + " loaded sections");
        }
        sections.add(section(i));
      }
    }
    return Collections.unmodifiableList(sections);
  }

  /** The first section of type {@code type}, SHT_*. */
  public Optional<ElfSection> firstOfType(int type) {
    for (int i = 1; i < sectionCount(); i++) {
      if (typeOf(i) == type) {
        return Optional.of(section(i));
      }
    }
    return Optional.empty();
  }

  /** The PT_LOAD segments, in the file's order. */
  public List<ElfSegment> loadSegments() {
    List<ElfSegment> segments = new ArrayList<>();
    for (long i = 0; i < header.segmentCount(); i++) {
      ElfSegment segment = segment(i);
      if (segment.type() == ElfSegment.PT_LOAD) {
        if (segments.size() == MOST_LOADED) {
          throw segmentTable.fault(
              i * ElfHeader.SEGMENT_SIZE, "expected at most " + MOST_LOADED + " segments");
        }
        segments.add(segment);
      }
    }
    return Collections.unmodifiableList(segments);
  }

  /** The bytes that the file holds of {@code section}; none for a section without bytes. */
  public Bytes contents(ElfSection section) {
    return section.hasBytes()
        ? bytes.slice(section.offset(), section.size(), "section " + section.name())
        : bytes.slice(0, 0, "no bytes");
  }

  /** The bytes that the file holds of {@code segment}. */
  public Bytes contents(ElfSegment segment) {
    return bytes.slice(segment.offset(), segment.fileSize(), "a segment");
  }

  /**
   * Visits the defined symbols of the symbol table that {@code filter} may want.
   *
   * @return whether the file has a symbol table
   */
  public boolean visitSymbols(NameFilter filter, SymbolVisitor visitor) {
    for (int i = 1; i < sectionCount(); i++) {
      if (typeOf(i) == ElfSection.SHT_SYMTAB) {
        ElfSymbols.of(this, bytes, i).visit(filter, visitor);
        return true;
      }
    }
    return false;
  }

  /**
   * Section {@code index} without its name, whose link is checked where a symbol table needs it.
   */
  ElfSection unnamed(int index) {
    long at = index * ElfHeader.SECTION_SIZE;
    return new ElfSection(
        "",
        typeOf(index),
        sectionTable.u64(at + 8),
        sectionTable.u64(at + 16),
        sectionTable.u64(at + 24),
        sectionTable.u64(at + 32),
        (int) sectionTable.u32(at + 40),
        (int) sectionTable.u32(at + 44),
        sectionTable.u64(at + 48),
        sectionTable.u64(at + 56));
  }

  /** A fault in the header of section {@code index}. */
  FormatException sectionFault(int index, String problem) {
    return sectionTable.fault(index * ElfHeader.SECTION_SIZE, problem);
  }

  private int typeOf(int index) {
    return (int) sectionTable.u32(index * ElfHeader.SECTION_SIZE + 4);
  }

  private ElfSegment segment(long index) {
    long at = index * ElfHeader.SEGMENT_SIZE;
    return new ElfSegment(
        (int) segmentTable.u32(at),
        (int) segmentTable.u32(at + 4),
        segmentTable.u64(at + 8),
        segmentTable.u64(at + 16),
        segmentTable.u64(at + 24),
        segmentTable.u64(at + 32),
        segmentTable.u64(at + 40),
        segmentTable.u64(at + 48));
  }

  private void checkRanges() {
    for (int i = 1; i < sectionCount(); i++) {
      int type = typeOf(i);
      long at = i * ElfHeader.SECTION_SIZE;
      long offset = sectionTable.u64(at + 24);
      long size = sectionTable.u64(at + 32);
      if (type != 0 && type != ElfSection.SHT_NOBITS && !bytes.holds(offset, size)) {
        throw sectionFault(i, "section " + i + pastEnd(offset, size));
      }
    }
    for (long i = 0; i < header.segmentCount(); i++) {
      long at = i * ElfHeader.SEGMENT_SIZE;
      long offset = segmentTable.u64(at + 8);
      long size = segmentTable.u64(at + 32);
      if ((int) segmentTable.u32(at) == ElfSegment.PT_LOAD && !bytes.holds(offset, size)) {
        throw segmentTable.fault(at, "segment " + i + pastEnd(offset, size));
      }
    }
  }

  private String pastEnd(long offset, long size) {
    return " has 0x"
        + Long.toHexString(size)
        + " bytes at offset 0x"
        + Long.toHexString(offset)
        + ", expected an end within the file's 0x"
        + Long.toHexString(bytes.size());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.elf;

import java.nio.ByteOrder;
import org.earlymap.format.Bytes;
import org.earlymap.format.NameFilter;

/** One symbol table with its strings and its extended section indices. */
final class ElfSymbols {
  private static final long ENTRY_SIZE = 24;
  private static final int SHN_XINDEX = 0xffff;
  private static final int SHT_STRTAB = 3;
  private static final int LONGEST_NAME = 512;

  private final Bytes table;
  private final Bytes strings;
  private final Bytes keys;
  private final Bytes indices;

  private ElfSymbols(Bytes table, Bytes strings, Bytes indices) {
    this.table = table;
    this.strings = strings;
    this.keys = strings.order(ByteOrder.BIG_ENDIAN);
    this.indices = indices;
  }

  static ElfSymbols of(ElfFile file, Bytes bytes, int index) {
    ElfSection section = file.unnamed(index);
    if (section.entrySize() != ENTRY_SIZE || section.size() % ENTRY_SIZE != 0) {
      throw file.sectionFault(
          index,
          "the symbol table has 0x"
              + Long.toHexString(section.size())
              + " bytes in entries of "
              + section.entrySize()
              + ", expected entries of "
              + ENTRY_SIZE);
    }
    int link = section.link();
    if (link <= 0 || link >= file.sectionCount() || file.unnamed(link).type() != SHT_STRTAB) {
      throw file.sectionFault(
          index, "the symbols' names are in section " + link + ", expected a string table");
    }
    return new ElfSymbols(
        bytes.slice(section.offset(), section.size(), "the symbol table"),
        file.contents(file.unnamed(link)),
        indicesFor(file, index));
  }

  void visit(NameFilter filter, SymbolVisitor visitor) {
    long end = table.size();
    long names = strings.size();
    for (long at = ENTRY_SIZE; at < end; at += ENTRY_SIZE) {
      long name = table.u32(at);
      if (name >= names) {
        throw table.fault(
            at,
            "a symbol's name is at 0x"
                + Long.toHexString(name)
                + " of a string table of 0x"
                + Long.toHexString(names)
                + " bytes");
      }
      if (filter.mayWant(NameFilter.keyOf(eightBytes(name, names)))) {
        visit(at, name, visitor);
      }
    }
  }

  private void visit(long at, long name, SymbolVisitor visitor) {
    int section = table.u16(at + 6);
    if (section == 0) {
      return;
    }
    if (section == SHN_XINDEX) {
      section = (int) indices.u32(at / ENTRY_SIZE * 4);
    }
    visitor.symbol(
        strings.text(name, LONGEST_NAME, "a symbol's name"),
        table.u64(at + 8),
        table.u64(at + 16),
        table.u8(at + 4) >>> 4 != 0,
        section);
  }

  private long eightBytes(long name, long names) {
    if (name <= names - 8) {
      return keys.u64(name);
    }
    long word = 0;
    for (long i = name; i < name + 8; i++) {
      word = word << 8 | (i < names ? keys.u8(i) : 0);
    }
    return word;
  }

  /** The section indices of the table at {@code symbols}; empty where it has none. */
  private static Bytes indicesFor(ElfFile file, int symbols) {
    for (int i = 1; i < file.sectionCount(); i++) {
      ElfSection section = file.unnamed(i);
      if (section.type() == ElfSection.SHT_SYMTAB_SHNDX && section.link() == symbols) {
        return file.contents(section);
      }
    }
    return file.contents(file.unnamed(0));
  }
}

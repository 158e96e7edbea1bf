// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import java.util.Optional;
import org.earlymap.format.Bytes;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.elf.ElfSection;

/** The symbols that dynamic relocations name. Linux discards them with the dynamic section. */
final class DynamicSymbols {
  private static final int SHT_DYNSYM = 11;
  private static final int SYMBOL_SIZE = 24;
  private static final int SECTION_AT = 6;

  private final Optional<Bytes> table;

  private DynamicSymbols(Optional<Bytes> table) {
    this.table = table;
  }

  static DynamicSymbols of(Optional<ElfFile> elf) {
    Optional<ElfSection> section = elf.flatMap(file -> file.firstOfType(SHT_DYNSYM));
    return new DynamicSymbols(section.map(found -> elf.orElseThrow().contents(found)));
  }

  /** Whether symbol {@code index}, 32 bits, is there and defined. */
  boolean isDefined(long index) {
    long at = index * SYMBOL_SIZE;
    return index != 0
        && table.isPresent()
        && table.get().holds(at, SYMBOL_SIZE)
        && table.get().u16(at + SECTION_AT) != 0;
  }
}

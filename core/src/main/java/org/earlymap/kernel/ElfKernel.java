// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.format.Bytes;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.elf.ElfSection;
import org.earlymap.format.elf.ElfSegment;

/** A kernel as the linker leaves it, {@code vmlinux}. */
final class ElfKernel {
  private ElfKernel() {}

  static KernelParts read(Bytes file) {
    ElfFile elf = ElfFile.of(file);
    KernelSymbols.Collector symbols = KernelSymbols.collector();
    boolean table =
        elf.visitSymbols(
            SymbolNames.filter(),
            (name, value, size, global, section) -> symbols.add(name, value, global));
    String source =
        file.name() + (table ? "'s symbol table" : ", which has no symbol table (stripped)");
    List<KernelSection> sections = new ArrayList<>();
    List<KernelContents.Piece> pieces = new ArrayList<>();
    for (ElfSection section : elf.allocatedSections()) {
      sections.add(
          new KernelSection(
              section.name(),
              section.address(),
              section.size(),
              (section.flags() & ElfSection.SHF_WRITE) != 0,
              (section.flags() & ElfSection.SHF_EXECINSTR) != 0,
              !section.hasBytes()));
      if (section.hasBytes() && section.size() != 0) {
        pieces.add(new KernelContents.Piece(section.address(), elf.contents(section)));
      }
    }
    if (sections.isEmpty()) {
      for (ElfSegment segment : elf.loadSegments()) {
        pieces.add(new KernelContents.Piece(segment.address(), elf.contents(segment)));
      }
    }
    return new KernelParts(
        KernelSource.of(file),
        elf.order(),
        symbols.done(source),
        sections,
        KernelContents.of(pieces));
  }
}

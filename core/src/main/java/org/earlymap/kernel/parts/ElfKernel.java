// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.format.Bytes;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.elf.ElfSection;
import org.earlymap.format.elf.ElfSegment;

/** A kernel as the linker leaves it, {@code vmlinux}. */
public final class ElfKernel {
  private ElfKernel() {}

  /**
   * Reads the file.
   *
   * @param given the symbols of a {@code System.map}; else those of the symbol table
   */
  public static KernelParts read(
      KernelSource kernel,
      Bytes file,
      Optional<KernelSymbols.Collector> given,
      List<Evidence> evidence) {
    ElfFile elf = ElfFile.of(file);
    KernelSymbols.Collector symbols = KernelSymbols.collector();
    if (given.isPresent()) {
      symbols = SystemMapSymbols.atLinkAddresses(given.get(), lowest(elf), evidence);
    }
    KernelSymbols.Collector collected = symbols;
    boolean table =
        elf.visitSymbols(
            SymbolNames.filter(),
            (name, value, size, global, section) -> collected.add(name, value, size, global));
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
    KernelSymbols done = symbols.done(source);
    return new KernelParts(
        kernel,
        elf.order(),
        done,
        sections,
        KernelContents.of(pieces),
        flags(done, elf.order()),
        OptionalLong.empty());
  }

  /** The address of the first loaded section, {@code .head.text}: that of {@code _text}. */
  private static OptionalLong lowest(ElfFile elf) {
    OptionalLong lowest = OptionalLong.empty();
    for (ElfSection section : elf.allocatedSections()) {
      long address = section.address();
      if (address < 0 && (lowest.isEmpty() || address < lowest.getAsLong())) {
        lowest = OptionalLong.of(address);
      }
    }
    return lowest;
  }

  /** The linker script swaps the flags of a big-endian kernel, as the header is little endian. */
  private static OptionalLong flags(KernelSymbols symbols, ByteOrder order) {
    OptionalLong flags = symbols.find("_kernel_flags_le_lo32");
    if (flags.isEmpty() || order == ByteOrder.LITTLE_ENDIAN) {
      return flags;
    }
    return OptionalLong.of(Integer.reverseBytes((int) flags.getAsLong()) & 0xffff_ffffL);
  }
}

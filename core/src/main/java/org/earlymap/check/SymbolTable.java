// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.Optional;
import org.earlymap.format.NameFilter;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.symbols.Kallsyms;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelContents;

/** All symbols of a kernel: those of the linked file, else those of kallsyms. */
public final class SymbolTable {
  private final Optional<ElfFile> elf;
  private final Optional<Kallsyms> kallsyms;
  private final long base;

  private SymbolTable(Optional<ElfFile> elf, Optional<Kallsyms> kallsyms, long base) {
    this.elf = elf;
    this.kallsyms = kallsyms;
    this.base = base;
  }

  /** Receives symbols. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * One symbol.
     *
     * @param name its name
     * @param va its link address
     * @param size its bytes, 0 where they are not known; kallsyms tells those of functions only, up
     *     to the next symbol
     */
    void symbol(String name, long va, long size);
  }

  static SymbolTable of(KernelBuild image, Optional<ElfFile> elf) {
    if (elf.isPresent() || image.contents().pieces().size() != 1) {
      return new SymbolTable(elf, Optional.empty(), 0);
    }
    KernelContents.Piece whole = image.contents().pieces().get(0);
    return new SymbolTable(elf, Kallsyms.find(whole.bytes()), whole.address());
  }

  /**
   * Visits the symbols that {@code filter} may want, in the file's order.
   *
   * @return whether there are any symbols at all
   * @throws org.earlymap.format.FormatException where the table is damaged
   */
  public boolean visit(NameFilter filter, Visitor visitor) {
    if (elf.isPresent()) {
      return elf.get()
          .visitSymbols(
              filter, (name, value, size, global, section) -> visitor.symbol(name, value, size));
    }
    kallsyms.ifPresent(
        table ->
            table.visit(
                filter,
                (name, type, distance, size) ->
                    visitor.symbol(name, base + distance, type == 't' || type == 'T' ? size : 0)));
    return kallsyms.isPresent();
  }
}

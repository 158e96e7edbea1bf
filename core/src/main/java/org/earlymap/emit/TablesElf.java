// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.RegisterValue;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;

/** Tables as ELF: a program at physical addresses, or an object to link. */
final class TablesElf {
  private static final int PLAIN_ADDRESS_BITS = 48;

  private TablesElf() {}

  static void writeProgram(LoadableTables tables, OutputStream out) throws IOException {
    tables.requireSmall("elf");
    symbols(tables, new ElfObject(tables.order(), true)).write(tables.memory(), out);
  }

  static void writeObject(LoadableTables tables, OutputStream out) throws IOException {
    tables.requireSmall("object");
    symbols(tables, new ElfObject(tables.order(), false)).write(tables.memory(), out);
  }

  static void writeRelocatable(LoadableTables tables, OutputStream out) throws IOException {
    tables.requireSmall("object-pi");
    ElfObject object = symbols(tables, new ElfObject(tables.order(), false));
    DescriptorFormat format = tables.roots().get(0).regime().format();
    Map<Long, Integer> levels = levels(tables);
    long base = tables.pieces().get(0).pa();
    int symbol = object.undefined(LoadableTables.PREFIX + "base");
    for (int i = 0; i < tables.pieces().size(); i++) {
      LoadableTables.Piece piece = tables.pieces().get(i);
      int section = i;
      tables.entries(
          piece,
          (index, descriptor) -> {
            long at = piece.pa() + index * 8L;
            Integer level = levels.get(at & -tables.granule().bytes());
            if (level != null && Descriptor.isTable(descriptor, level)) {
              long next = format.decode(descriptor, tables.granule());
              if (next >>> PLAIN_ADDRESS_BITS != 0) {
                throw new EmitException(
                    "object-pi: a table lies beyond 48 bits, where an address is not linear");
              }
              long attributes = descriptor & ~format.encode(next);
              object.relocate(section, index * 8L, symbol, next - base + attributes);
            }
          });
    }
    object.write(tables.memory(), out);
  }

  /** At which level each table page is read. */
  private static Map<Long, Integer> levels(LoadableTables tables) {
    Map<Long, Integer> levels = new HashMap<>();
    long page = tables.granule().bytes();
    for (TableRoot root : tables.roots()) {
      TranslationContext context = TranslationContext.of(tables.registers(), root);
      new TableWalker(tables.memory(), context)
          .walk(
              new TableVisitor() {
                @Override
                public void table(long va, int level, long pa, int entries, long descriptor) {
                  for (long at = pa & -page; at < pa + entries * 8L; at += page) {
                    levels.put(at, level);
                  }
                }
              });
    }
    return levels;
  }

  private static ElfObject symbols(LoadableTables tables, ElfObject object) {
    for (LoadableTables.Piece piece : tables.pieces()) {
      String symbol = tables.symbol(piece);
      int section =
          object.section(tables.section(piece), piece.pa(), piece.size(), tables.alignment(piece));
      object.symbol(symbol, section, 0, piece.size());
      object.absolute(symbol + "_pa", piece.pa());
      for (TableRoot root : tables.rootsIn(piece)) {
        object.symbol(
            LoadableTables.symbol(root.name()),
            section,
            root.pa() - piece.pa(),
            root.regime().rootBytes());
      }
    }
    for (RegisterValue value : tables.values()) {
      object.absolute(LoadableTables.symbol(value.name()), value.value());
    }
    return object;
  }
}

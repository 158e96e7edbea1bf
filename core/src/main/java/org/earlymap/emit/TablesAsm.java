// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import java.io.OutputStream;
import org.earlymap.Hex;
import org.earlymap.arch.RegisterValue;
import org.earlymap.table.TableRoot;

/** Tables as data of the GNU assembler. */
final class TablesAsm {
  private TablesAsm() {}

  static void write(LoadableTables tables, OutputStream out) {
    tables.requireSmall("asm");
    Lines lines = new Lines(out);
    lines.line("/* Translation tables, made by earlymap. */");
    lines.line((tables.bigEndian() ? "#ifndef" : "#ifdef") + " __AARCH64EB__");
    lines.line("#error \"descriptors would have the other byte order\"").line("#endif");
    for (RegisterValue value : tables.values()) {
      constant(lines, LoadableTables.symbol(value.name()), value.value());
    }
    for (LoadableTables.Piece piece : tables.pieces()) {
      String symbol = tables.symbol(piece);
      constant(lines, symbol + "_pa", piece.pa());
      lines.line("\t.section " + tables.section(piece) + ", \"aw\"");
      lines.line("\t.balign " + tables.alignment(piece));
      lines.line("\t.globl " + symbol).line(symbol + ":");
      for (TableRoot root : tables.rootsIn(piece)) {
        String name = LoadableTables.symbol(root.name());
        lines.line("\t.globl " + name);
        lines.line("\t.set " + name + ", " + symbol + " + " + (root.pa() - piece.pa()));
      }
      long[] next = {0};
      tables.entries(
          piece,
          (index, descriptor) -> {
            gap(lines, index - next[0]);
            lines.line("\t.quad " + Hex.of(descriptor));
            next[0] = index + 1L;
          });
      gap(lines, piece.size() / Long.BYTES - next[0]);
    }
  }

  private static void gap(Lines lines, long entries) {
    if (entries > 0) {
      lines.line("\t.zero " + entries * Long.BYTES);
    }
  }

  private static void constant(Lines lines, String symbol, long value) {
    lines.line("\t.globl " + symbol).line("\t.set " + symbol + ", " + Hex.of(value));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import java.io.OutputStream;
import java.util.Locale;
import java.util.TreeSet;
import org.earlymap.Hex;
import org.earlymap.arch.RegisterValue;
import org.earlymap.table.TableRoot;

/** Tables as Rust, with nothing but {@code core}. */
final class TablesRust {
  private TablesRust() {}

  static void write(LoadableTables tables, OutputStream out) {
    tables.requireSmall("rust");
    Lines lines = new Lines(out);
    lines.line("// Translation tables, made by earlymap.");
    lines.line("#[cfg(not(target_endian = \"" + (tables.bigEndian() ? "big" : "little") + "\"))]");
    lines.line("compile_error!(\"descriptors would have the other byte order\");");
    for (RegisterValue value : tables.values()) {
      constant(lines, LoadableTables.symbol(value.name()), value.value());
    }
    for (TableRoot root : tables.roots()) {
      constant(lines, LoadableTables.symbol(root.name() + "_root"), root.pa());
    }
    TreeSet<Long> alignments = new TreeSet<>();
    tables.pieces().forEach(piece -> alignments.add(tables.alignment(piece)));
    for (long alignment : alignments) {
      lines.line("");
      lines.line("/// Entries of tables, aligned to " + alignment + " bytes.");
      lines.line("#[repr(C, align(" + alignment + "))]");
      lines.line("pub struct Aligned" + alignment + "<const N: usize>(pub [u64; N]);");
    }
    for (LoadableTables.Piece piece : tables.pieces()) {
      String symbol = tables.symbol(piece);
      long entries = piece.size() / Long.BYTES;
      lines.line("");
      constant(lines, symbol + "_pa", piece.pa());
      lines.line("/// To be loaded at the physical address above.");
      lines.line("#[link_section = \"" + tables.section(piece) + "\"]");
      lines.line("#[no_mangle]");
      lines.line(
          String.format(
              Locale.ROOT,
              "pub static %s: Aligned%d<%d> = {",
              symbol.toUpperCase(Locale.ROOT),
              tables.alignment(piece),
              entries));
      StringBuilder body = new StringBuilder();
      tables.entries(
          piece,
          (index, descriptor) ->
              body.append("    table[")
                  .append(index)
                  .append("] = ")
                  .append(Hex.of(descriptor))
                  .append(";\n"));
      lines.line(
          "    let " + (body.length() == 0 ? "" : "mut ") + "table = [0u64; " + entries + "];");
      if (body.length() > 0) {
        lines.line(body.substring(0, body.length() - 1));
      }
      lines.line("    Aligned" + tables.alignment(piece) + "(table)");
      lines.line("};");
    }
  }

  private static void constant(Lines lines, String symbol, long value) {
    lines.line("pub const " + symbol.toUpperCase(Locale.ROOT) + ": u64 = " + Hex.of(value) + ";");
  }
}

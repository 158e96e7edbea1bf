// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import java.io.OutputStream;
import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.arch.RegisterValue;
import org.earlymap.table.TableRoot;

/** Tables as C: constants in a header, and an array for each piece. */
final class TablesC {
  private TablesC() {}

  static void writeHeader(LoadableTables tables, OutputStream out) {
    Lines lines = new Lines(out);
    lines.line("/* Translation tables, made by earlymap. */");
    lines.line("#ifndef EARLYMAP_TABLES_H").line("#define EARLYMAP_TABLES_H").line("");
    lines.line("#include <stdint.h>").line("");
    for (RegisterValue value : tables.values()) {
      lines.line(define(value.name(), Hex.of(value.value())));
    }
    for (TableRoot root : tables.roots()) {
      lines.line(define(root.name() + "_root", Hex.of(root.pa())));
    }
    for (LoadableTables.Piece piece : tables.pieces()) {
      String symbol = tables.symbol(piece);
      long entries = piece.size() / Long.BYTES;
      lines.line("");
      lines.line(define(symbol, "_pa", Hex.of(piece.pa())));
      lines.line(define(symbol, "_entries", Long.toString(entries)));
      lines.line("/* To be loaded at the physical address above. */");
      lines.line("extern const uint64_t " + symbol + "[" + entries + "];");
    }
    lines.line("").line("#endif");
  }

  static void writeArrays(LoadableTables tables, OutputStream out) {
    tables.requireSmall("c");
    Lines lines = new Lines(out);
    lines.line("/* Translation tables, made by earlymap. */");
    lines.line("#include \"tables.h\"").line("");
    lines.line(
        "#if __BYTE_ORDER__ != __ORDER_" + (tables.bigEndian() ? "BIG" : "LITTLE") + "_ENDIAN__");
    lines.line("#error \"descriptors would have the other byte order\"").line("#endif");
    for (LoadableTables.Piece piece : tables.pieces()) {
      String symbol = tables.symbol(piece);
      lines.line("");
      lines.line(
          String.format(
              Locale.ROOT,
              "__attribute__((aligned(%d), section(\"%s\")))",
              tables.alignment(piece),
              tables.section(piece)));
      lines.line("const uint64_t " + symbol + "[" + piece.size() / Long.BYTES + "] = {");
      int[] count = {0};
      tables.entries(
          piece,
          (index, descriptor) -> {
            lines.line("  [" + index + "] = " + Hex.of(descriptor) + "ULL,");
            count[0]++;
          });
      if (count[0] == 0) {
        lines.line("  0,");
      }
      lines.line("};");
    }
  }

  private static String define(String name, String value) {
    return define(LoadableTables.symbol(name), "", value);
  }

  private static String define(String symbol, String suffix, String value) {
    return "#define "
        + (symbol + suffix).toUpperCase(Locale.ROOT)
        + " "
        + (value.startsWith("0x") ? value + "ULL" : value);
  }
}

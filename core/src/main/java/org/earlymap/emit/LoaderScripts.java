// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import java.io.OutputStream;
import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.RegisterValue;

/** What tells a loader to put the images where they belong. */
final class LoaderScripts {
  private LoaderScripts() {}

  static void writeQemu(LoadableTables tables, OutputStream out) {
    Lines lines = new Lines(out);
    lines.line("#!/bin/sh");
    lines.line("# Starts QEMU with translation tables in its memory; made by earlymap.");
    lines.line("#   sh tables.qemu.sh -M virt -cpu max -m 1G ...");
    lines.line("# The variable QEMU names another emulator than qemu-system-aarch64.");
    lines.line("here=$(cd \"$(dirname \"$0\")\" && pwd | sed 's/,/,,/g') || exit 1");
    lines.line("exec \"${QEMU:-qemu-system-aarch64}\" \\");
    for (LoadableTables.Piece piece : tables.pieces()) {
      lines.line(
          "  -device \"loader,file=$here/\"'"
              + piece.file().replace(",", ",,").replace("'", "'\\''")
              + "'\",addr="
              + Hex.of(piece.pa())
              + ",force-raw=on\" \\");
    }
    lines.line("  \"$@\"");
  }

  static void writeGdb(LoadableTables tables, OutputStream out) {
    Lines lines = new Lines(out);
    lines.line(
        "# Restores translation tables into a target's memory; made by earlymap. Run gdb in");
    lines.line("# this folder, with translation off in the target: gdb -x tables.gdb");
    for (LoadableTables.Piece piece : tables.pieces()) {
      lines.line("restore " + piece.file() + " binary " + Hex.of(piece.pa()));
    }
    lines.line("");
    lines.line("define earlymap_registers");
    tables.values().forEach(value -> lines.line("  set $" + value.name() + " = " + hex(value)));
    lines.line("end");
    lines.line("document earlymap_registers");
    lines.line("Sets the translation registers, the one that switches translation on last.");
    lines.line("The target must let a debugger write them, which QEMU's stub does not.");
    lines.line("end");
  }

  static void writeUboot(LoadableTables tables, OutputStream out) {
    Lines lines = new Lines(out);
    for (LoadableTables.Piece piece : tables.pieces()) {
      String entries = Long.toHexString(piece.size() / Long.BYTES);
      lines.line("mw.q " + Long.toHexString(piece.pa()) + " 0 " + entries);
      tables.entries(
          piece,
          (index, descriptor) ->
              lines.line(
                  "mw.q "
                      + Long.toHexString(piece.pa() + index * 8L)
                      + " "
                      + Long.toHexString(
                          tables.bigEndian() ? Long.reverseBytes(descriptor) : descriptor)));
    }
  }

  static void writeDevicetree(LoadableTables tables, OutputStream out) {
    Lines lines = new Lines(out);
    boolean hidden = tables.registers().kind() != RegimeKind.EL1;
    lines.line("/* The memory of translation tables; made by earlymap. */");
    lines.line("/ {").line("\treserved-memory {");
    lines.line("\t\t#address-cells = <2>;").line("\t\t#size-cells = <2>;").line("\t\tranges;");
    for (LoadableTables.Piece piece : tables.pieces()) {
      lines.line("");
      lines.line("\t\ttables@" + Long.toHexString(piece.pa()) + " {");
      lines.line("\t\t\treg = <" + cells(piece.pa()) + " " + cells(piece.size()) + ">;");
      if (hidden) {
        lines.line("\t\t\tno-map;");
      }
      lines.line("\t\t};");
    }
    lines.line("\t};").line("};");
  }

  private static String cells(long value) {
    return String.format(Locale.ROOT, "0x%x 0x%x", value >>> 32, value & 0xffff_ffffL);
  }

  private static String hex(RegisterValue value) {
    return Hex.of(value.value());
  }
}

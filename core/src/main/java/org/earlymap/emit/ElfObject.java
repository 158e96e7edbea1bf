// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.memory.PhysicalMemory;

/**
 * An ELF64 file for AArch64 with data sections, global symbols and absolute relocations: a program
 * whose segments are its sections, or a relocatable object.
 */
final class ElfObject {
  private static final int HEADER = 64;
  private static final int SEGMENT = 56;
  private static final int SECTION = 64;
  private static final int SYMBOL = 24;
  private static final int RELOCATION = 24;
  private static final int SHN_ABS = 0xfff1;
  private static final int STB_GLOBAL = 1;
  private static final int STT_OBJECT = 1;
  private static final long R_AARCH64_ABS64 = 257;
  private static final long ALIGNMENT = 1 << 16;

  private record Section(String name, long address, long size, long alignment) {}

  private record Symbol(String name, int section, long value, long size) {}

  private record Relocation(int section, long offset, int symbol, long addend) {}

  private final ByteOrder order;
  private final boolean program;
  private final List<Section> sections = new ArrayList<>();
  private final List<Symbol> symbols = new ArrayList<>();
  private final List<Relocation> relocations = new ArrayList<>();

  ElfObject(ByteOrder order, boolean program) {
    this.order = order;
    this.program = program;
  }

  /** Adds a section that holds the memory at {@code address}, and returns its index. */
  int section(String name, long address, long size, long alignment) {
    sections.add(new Section(name, address, size, alignment));
    return sections.size() - 1;
  }

  void symbol(String name, int section, long offset, long size) {
    long base = program ? sections.get(section).address : 0;
    symbols.add(new Symbol(name, section + 1, base + offset, size));
  }

  void absolute(String name, long value) {
    symbols.add(new Symbol(name, SHN_ABS, value, 0));
  }

  /** Adds a symbol that somebody else defines, and returns its index. */
  int undefined(String name) {
    symbols.add(new Symbol(name, 0, 0, 0));
    return symbols.size();
  }

  /** Has the linker write the symbol's address plus {@code addend} at {@code offset}. */
  void relocate(int section, long offset, int symbol, long addend) {
    relocations.add(new Relocation(section, offset, symbol, addend));
  }

  void write(PhysicalMemory memory, OutputStream out) throws IOException {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.write(0);
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    List<long[]> headers = new ArrayList<>();
    headers.add(new long[10]);
    long at = HEADER + (program ? (long) SEGMENT * sections.size() : 0);
    long[] offsets = new long[sections.size()];
    for (int i = 0; i < offsets.length; i++) {
      Section section = sections.get(i);
      at = at + section.alignment - 1 & -section.alignment;
      offsets[i] = at;
      headers.add(
          header(
              names,
              section.name,
              1,
              3,
              program ? section.address : 0,
              at,
              section.size,
              0,
              0,
              section.alignment,
              0));
      at += section.size;
    }
    int symbolTable = offsets.length + 1;
    byte[] strings = strings();
    add(headers, tail, at, symbolTable(), names, ".symtab", 2, symbolTable + 1, 1, 8, SYMBOL);
    add(headers, tail, at, strings, names, ".strtab", 3, 0, 0, 1, 0);
    for (int i = 0; i < offsets.length; i++) {
      byte[] table = relocationsOf(i);
      if (table.length > 0) {
        add(
            headers,
            tail,
            at,
            table,
            names,
            ".rela" + sections.get(i).name,
            4,
            symbolTable,
            i + 1,
            8,
            RELOCATION);
      }
    }
    int nameSection = headers.size();
    long[] last = header(names, ".shstrtab", 3, 0, 0, 0, 0, 0, 0, 1, 0);
    last[4] = at + tail.size();
    last[5] = names.size();
    headers.add(last);
    names.writeTo(tail);
    pad(tail, at);
    out.write(fileHeader(at + tail.size(), headers.size(), nameSection));
    out.write(segments(offsets));
    long written = HEADER + (program ? (long) SEGMENT * sections.size() : 0);
    for (int i = 0; i < offsets.length; i++) {
      out.write(new byte[(int) (offsets[i] - written)]);
      memory.writeTo(out, sections.get(i).address, sections.get(i).size);
      written = offsets[i] + sections.get(i).size;
    }
    tail.writeTo(out);
    ByteBuffer table = buffer(SECTION * headers.size());
    for (long[] each : headers) {
      table.putInt((int) each[0]).putInt((int) each[1]);
      table.putLong(each[2]).putLong(each[3]).putLong(each[4]).putLong(each[5]);
      table.putInt((int) each[6]).putInt((int) each[7]).putLong(each[8]).putLong(each[9]);
    }
    out.write(bytes(table));
  }

  private static void add(
      List<long[]> headers,
      ByteArrayOutputStream tail,
      long base,
      byte[] bytes,
      ByteArrayOutputStream names,
      String name,
      int type,
      int link,
      int info,
      int alignment,
      int entry)
      throws IOException {
    pad(tail, base);
    headers.add(
        header(
            names,
            name,
            type,
            0,
            0,
            base + tail.size(),
            bytes.length,
            link,
            info,
            alignment,
            entry));
    tail.write(bytes);
  }

  private static void pad(ByteArrayOutputStream tail, long base) {
    while ((base + tail.size()) % Long.BYTES != 0) {
      tail.write(0);
    }
  }

  private static long[] header(
      ByteArrayOutputStream names,
      String name,
      long type,
      long flags,
      long address,
      long offset,
      long size,
      long link,
      long info,
      long alignment,
      long entry) {
    long at = names.size();
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    names.write(bytes, 0, bytes.length);
    names.write(0);
    return new long[] {at, type, flags, address, offset, size, link, info, alignment, entry};
  }

  private byte[] fileHeader(long sectionsAt, int count, int nameSection) {
    ByteBuffer header = buffer(HEADER);
    int data = order == ByteOrder.LITTLE_ENDIAN ? 1 : 2;
    header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, (byte) data, 1}).position(16);
    header.putShort((short) (program ? 2 : 1)).putShort((short) 183).putInt(1).putLong(0);
    header.putLong(program ? HEADER : 0).putLong(sectionsAt).putInt(0).putShort((short) HEADER);
    header.putShort((short) (program ? SEGMENT : 0));
    header.putShort((short) (program ? sections.size() : 0));
    header.putShort((short) SECTION).putShort((short) count).putShort((short) nameSection);
    return bytes(header);
  }

  private byte[] segments(long[] offsets) {
    if (!program) {
      return new byte[0];
    }
    ByteBuffer bytes = buffer(SEGMENT * offsets.length);
    for (int i = 0; i < offsets.length; i++) {
      Section section = sections.get(i);
      bytes.putInt(1).putInt(6).putLong(offsets[i]);
      bytes.putLong(section.address).putLong(section.address);
      bytes.putLong(section.size).putLong(section.size);
      bytes.putLong(Math.min(section.alignment, ALIGNMENT));
    }
    return bytes(bytes);
  }

  private byte[] strings() {
    StringBuilder all = new StringBuilder("\0");
    symbols.forEach(symbol -> all.append(symbol.name).append('\0'));
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] symbolTable() {
    ByteBuffer bytes = buffer(SYMBOL * (symbols.size() + 1));
    bytes.position(SYMBOL);
    int name = 1;
    for (Symbol symbol : symbols) {
      int type = symbol.size == 0 ? 0 : STT_OBJECT;
      bytes.putInt(name).put((byte) (STB_GLOBAL << 4 | type)).put((byte) 0);
      bytes.putShort((short) symbol.section).putLong(symbol.value).putLong(symbol.size);
      name += symbol.name.length() + 1;
    }
    return bytes(bytes);
  }

  private byte[] relocationsOf(int section) {
    List<Relocation> own = relocations.stream().filter(each -> each.section == section).toList();
    ByteBuffer bytes = buffer(RELOCATION * own.size());
    for (Relocation each : own) {
      bytes.putLong(each.offset).putLong((long) each.symbol << 32 | R_AARCH64_ABS64);
      bytes.putLong(each.addend);
    }
    return bytes(bytes);
  }

  private static byte[] bytes(ByteBuffer whole) {
    byte[] bytes = new byte[whole.capacity()];
    whole.get(0, bytes);
    return bytes;
  }

  private ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(order);
  }
}

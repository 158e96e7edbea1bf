// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes small ELF64 files for AArch64, of either endianness. */
public final class ElfWriter {
  private static final int SHN_LORESERVE = 0xff00;
  private static final int SHN_XINDEX = 0xffff;

  private record Section(
      String name, int type, long flags, long address, long size, long align, ByteBuffer bytes) {}

  private record Symbol(String name, long value, long size, boolean global, int section) {}

  private record Segment(int flags, long address, long size, ByteBuffer bytes) {}

  private final ByteOrder order;
  private final List<Section> sections = new ArrayList<>();
  private final List<Symbol> symbols = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();
  private boolean extendedCounts;
  private long entry;

  public ElfWriter(ByteOrder order) {
    this.order = order;
  }

  /** Adds a section without bytes in the file; returns its index. */
  public int section(String name, int type, String flags, long address, long size, long align) {
    return add(
        new Section(name, type, flagBits(flags), address, size, align, ByteBuffer.allocate(0)));
  }

  /** Adds a section with bytes; returns its index. */
  public int section(String name, int type, String flags, long address, long align, byte[] bytes) {
    return add(
        new Section(
            name, type, flagBits(flags), address, bytes.length, align, ByteBuffer.wrap(bytes)));
  }

  /** Adds a PT_LOAD segment with bytes of its own; {@code flags} are PF_*. */
  public ElfWriter segment(int flags, long address, long size, byte[] bytes) {
    segments.add(new Segment(flags, address, size, ByteBuffer.wrap(bytes)));
    return this;
  }

  /** Adds a symbol; section 0xfff1 makes it absolute. */
  public ElfWriter symbol(String name, long value, long size, boolean global, int section) {
    symbols.add(new Symbol(name, value, size, global, section));
    return this;
  }

  /** Sets the address at which execution starts. */
  public ElfWriter entry(long address) {
    entry = address;
    return this;
  }

  /** Writes the counts into section header 0, as a file with very many sections has to. */
  public ElfWriter withExtendedCounts() {
    extendedCounts = true;
    return this;
  }

  /** The index that the next section gets. */
  public int nextSection() {
    return sections.size() + 1;
  }

  /** Writes the file. */
  public Path writeTo(Path file) throws IOException {
    return Files.write(file, bytes());
  }

  /** The file's bytes: header, program headers, contents, symbols, strings, section headers. */
  public byte[] bytes() {
    Layout layout = new Layout();
    return layout.bytes();
  }

  private int add(Section section) {
    sections.add(section);
    return sections.size();
  }

  private static long flagBits(String flags) {
    long bits = 0;
    for (int i = 0; i < flags.length(); i++) {
      bits |=
          switch (flags.charAt(i)) {
            case 'W' -> 1;
            case 'A' -> 2;
            case 'X' -> 4;
            case 'M' -> 0x10;
            case 'S' -> 0x20;
            default -> 0;
          };
    }
    return bits;
  }

  private final class Layout {
    private final ByteArrayOutputStream names = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final boolean indices = extendedCounts || sections.size() >= SHN_LORESERVE;
    private final int symtab = sections.size() + 1;
    private final int strtab = symtab + 1;
    private final int shstrtab = strtab + (indices ? 2 : 1);

    byte[] bytes() {
      names.write(0);
      strings.write(0);
      int[] sectionNames = new int[sections.size()];
      for (int i = 0; i < sectionNames.length; i++) {
        sectionNames[i] = put(names, sections.get(i).name());
      }
      int[] fixed = {
        put(names, ".symtab"),
        put(names, ".strtab"),
        put(names, ".symtab_shndx"),
        put(names, ".shstrtab")
      };
      int[] symbolNames = new int[symbols.size()];
      for (int i = 0; i < symbolNames.length; i++) {
        symbolNames[i] = put(strings, symbols.get(i).name());
      }
      int contents = 64 + 56 * segments.size();
      int contentBytes = 0;
      for (Section section : sections) {
        contentBytes += section.bytes().capacity();
      }
      for (Segment segment : segments) {
        contentBytes += segment.bytes().capacity();
      }
      int symbolAt = (contents + contentBytes + 7) & -8;
      int symbolBytes = 24 * (symbols.size() + 1);
      int stringAt = symbolAt + symbolBytes;
      int indexAt = (stringAt + strings.size() + 3) & -4;
      int indexBytes = indices ? 4 * (symbols.size() + 1) : 0;
      int nameAt = indexAt + indexBytes;
      int headersAt = (nameAt + names.size() + 7) & -8;
      ByteBuffer out = ByteBuffer.allocate(headersAt + 64 * (shstrtab + 1)).order(order);
      header(out, headersAt);
      int at = contents;
      for (Segment segment : segments) {
        out.putInt(1).putInt(segment.flags()).putLong(at);
        out.putLong(segment.address()).putLong(segment.address());
        out.putLong(segment.bytes().capacity()).putLong(segment.size()).putLong(0x10000);
        out.put(at, segment.bytes(), 0, segment.bytes().capacity());
        at += segment.bytes().capacity();
      }
      out.position(headersAt);
      boolean manySegments = extendedCounts && !segments.isEmpty();
      sectionHeader(
          out,
          0,
          0,
          0,
          0,
          0,
          indices ? shstrtab + 1 : 0,
          indices ? shstrtab : 0,
          manySegments ? segments.size() : 0,
          0,
          0);
      for (int i = 0; i < sectionNames.length; i++) {
        Section s = sections.get(i);
        sectionHeader(
            out,
            sectionNames[i],
            s.type(),
            s.flags(),
            s.address(),
            at,
            s.size(),
            0,
            relocated(s),
            s.align(),
            s.type() == 4 ? 24 : 0);
        out.put(at, s.bytes(), 0, s.bytes().capacity());
        at += s.bytes().capacity();
      }
      sectionHeader(out, fixed[0], 2, 0, 0, symbolAt, symbolBytes, strtab, 1, 8, 24);
      sectionHeader(out, fixed[1], 3, 0, 0, stringAt, strings.size(), 0, 0, 1, 0);
      if (indices) {
        sectionHeader(out, fixed[2], 18, 0, 0, indexAt, indexBytes, symtab, 0, 4, 4);
      }
      sectionHeader(out, fixed[3], 3, 0, 0, nameAt, names.size(), 0, 0, 1, 0);
      for (int i = 0; i < symbolNames.length; i++) {
        symbol(out, symbolAt + 24 * (i + 1), indexAt + 4 * (i + 1), symbolNames[i], symbols.get(i));
      }
      out.put(stringAt, strings.toByteArray()).put(nameAt, names.toByteArray());
      return out.array();
    }

    /** The section that {@code .rela.NAME} is about, 0 if none. */
    private int relocated(Section table) {
      for (int i = 0; i < sections.size(); i++) {
        if (table.type() == 4 && table.name().equals(".rela" + sections.get(i).name())) {
          return i + 1;
        }
      }
      return 0;
    }

    private void header(ByteBuffer out, int headersAt) {
      out.put(new byte[] {0x7f, 'E', 'L', 'F', 2});
      out.put((byte) (order == ByteOrder.BIG_ENDIAN ? 2 : 1)).put((byte) 1);
      out.position(16);
      out.putShort((short) 2).putShort((short) 183).putInt(1).putLong(entry);
      out.putLong(64).putLong(headersAt).putInt(0).putShort((short) 64).putShort((short) 56);
      out.putShort((short) (extendedCounts && !segments.isEmpty() ? 0xffff : segments.size()));
      out.putShort((short) 64).putShort((short) (indices ? 0 : shstrtab + 1));
      out.putShort((short) (indices ? SHN_XINDEX : shstrtab));
    }

    private void symbol(ByteBuffer out, int at, int indexAt, int name, Symbol symbol) {
      boolean absolute = symbol.section() == 0xfff1;
      boolean far = indices && !absolute;
      out.putInt(at, name).put(at + 4, (byte) (symbol.global() ? 0x10 : 0));
      out.putShort(at + 6, (short) (far ? SHN_XINDEX : symbol.section()));
      out.putLong(at + 8, symbol.value()).putLong(at + 16, symbol.size());
      if (far) {
        out.putInt(indexAt, symbol.section());
      }
    }

    private void sectionHeader(
        ByteBuffer out,
        int name,
        int type,
        long flags,
        long address,
        long offset,
        long size,
        int link,
        int info,
        long align,
        long entrySize) {
      out.putInt(name).putInt(type).putLong(flags).putLong(address).putLong(offset).putLong(size);
      out.putInt(link).putInt(info).putLong(align).putLong(entrySize);
    }

    private int put(ByteArrayOutputStream table, String text) {
      int at = table.size();
      table.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      table.write(0);
      return at;
    }
  }
}

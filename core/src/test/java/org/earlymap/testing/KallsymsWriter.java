// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes kallsyms tables in the layouts that releases have had. */
public final class KallsymsWriter {
  /** Which tables there are and in which order. */
  public enum Layout {
    /** Offsets, base, count, names, markers, tokens. */
    V6_1,
    /** As before, with the order of the names between markers and tokens. */
    V6_2,
    /** Count, names, markers, tokens, offsets, base, order of the names. */
    V6_4,
    /** As before, with entries relative to their place, no base, and 4-byte alignment. */
    V7_0
  }

  private record Symbol(String name, char type, long distance) {}

  private static final String[] PAIRS = {
    "__", "_p", "in", "it", "st", "_d", "te", "ex", "an", "ir", "er", "on", "ar", "re", "_s", "le"
  };

  private final Layout layout;
  private final ByteOrder order;
  private final boolean absolutePercpu;
  private final List<Symbol> symbols = new ArrayList<>();
  private long baseAt = -1;

  public KallsymsWriter(Layout layout, ByteOrder order, boolean absolutePercpu) {
    this.layout = layout;
    this.order = order;
    this.absolutePercpu = absolutePercpu;
  }

  /** Adds a symbol at a distance from the image's first byte. */
  public KallsymsWriter symbol(String name, char type, long distance) {
    symbols.add(new Symbol(name, type, distance));
    return this;
  }

  /** Where the last {@link #bytes} put {@code kallsyms_relative_base} in the image, or -1. */
  public long baseAt() {
    return baseAt;
  }

  /**
   * The tables.
   *
   * @param at where in the image they will stand, a multiple of 8
   * @param base what {@code kallsyms_relative_base} holds, 0 as in a relocatable image
   */
  public byte[] bytes(long at, long base) {
    symbols.sort(Comparator.comparingLong(Symbol::distance));
    Map<String, Integer> codes = new TreeMap<>();
    String[] tokens = tokens(codes);
    List<byte[]> names = new ArrayList<>();
    for (Symbol symbol : symbols) {
      names.add(compress(symbol.type() + symbol.name(), codes));
    }
    Out out = new Out(at);
    if (layout == Layout.V6_1 || layout == Layout.V6_2) {
      offsets(out);
      base(out, base);
      names(out, names);
      if (layout == Layout.V6_2) {
        order(out);
      }
      tokens(out, tokens);
    } else {
      names(out, names);
      tokens(out, tokens);
      offsets(out);
      if (layout == Layout.V6_4) {
        base(out, base);
      }
      order(out);
    }
    return out.bytes.toByteArray();
  }

  private String[] tokens(Map<String, Integer> codes) {
    boolean[] used = new boolean[256];
    for (Symbol symbol : symbols) {
      for (byte c : (symbol.type() + symbol.name()).getBytes(StandardCharsets.ISO_8859_1)) {
        used[c & 0xff] = true;
      }
    }
    for (int digit = '0'; digit <= '9'; digit++) {
      used[digit] = true;
    }
    String[] tokens = new String[256];
    int pair = 0;
    for (int code = 0; code < 256; code++) {
      if (used[code]) {
        tokens[code] = String.valueOf((char) code);
      } else if (pair < PAIRS.length) {
        codes.put(PAIRS[pair], code);
        tokens[code] = PAIRS[pair++];
      } else {
        tokens[code] = "";
      }
    }
    return tokens;
  }

  private static byte[] compress(String name, Map<String, Integer> codes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int i = 0;
    while (i < name.length()) {
      Integer code = i + 2 <= name.length() ? codes.get(name.substring(i, i + 2)) : null;
      out.write(code == null ? name.charAt(i) : code);
      i += code == null ? 1 : 2;
    }
    return out.toByteArray();
  }

  private void names(Out out, List<byte[]> names) {
    out.align();
    out.word(names.size());
    out.align();
    List<Integer> markers = new ArrayList<>();
    int start = out.bytes.size();
    for (int i = 0; i < names.size(); i++) {
      if (i % 256 == 0) {
        markers.add(out.bytes.size() - start);
      }
      int length = names.get(i).length;
      if (length > 0x7f) {
        out.bytes.write((length & 0x7f) | 0x80);
      }
      out.bytes.write(length > 0x7f ? length >>> 7 : length);
      out.bytes.writeBytes(names.get(i));
    }
    out.align();
    markers.forEach(out::word);
  }

  private void tokens(Out out, String[] tokens) {
    out.align();
    int start = out.bytes.size();
    List<Integer> index = new ArrayList<>();
    for (String token : tokens) {
      index.add(out.bytes.size() - start);
      out.bytes.writeBytes(token.getBytes(StandardCharsets.ISO_8859_1));
      out.bytes.write(0);
    }
    out.align();
    index.forEach(out::half);
  }

  private void offsets(Out out) {
    out.align();
    for (Symbol symbol : symbols) {
      long entry = absolutePercpu ? -1 - symbol.distance() : symbol.distance();
      out.word((int) (layout == Layout.V7_0 ? symbol.distance() - out.position() : entry));
    }
  }

  private void base(Out out, long base) {
    out.align();
    baseAt = out.position();
    out.word((int) (order == ByteOrder.BIG_ENDIAN ? base >>> 32 : base));
    out.word((int) (order == ByteOrder.BIG_ENDIAN ? base : base >>> 32));
  }

  private void order(Out out) {
    out.align();
    for (int i = 0; i < symbols.size(); i++) {
      int seq = symbols.size() - 1 - i;
      out.bytes.write(seq >>> 16);
      out.bytes.write(seq >>> 8);
      out.bytes.write(seq);
    }
  }

  private final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long start;

    Out(long start) {
      this.start = start;
    }

    long position() {
      return start + bytes.size();
    }

    void align() {
      while (position() % (layout == Layout.V7_0 ? 4 : 8) != 0) {
        bytes.write(0);
      }
    }

    void word(int value) {
      bytes.writeBytes(ByteBuffer.allocate(4).order(order).putInt(value).array());
    }

    void half(int value) {
      bytes.writeBytes(ByteBuffer.allocate(2).order(order).putShort((short) value).array());
    }
  }
}

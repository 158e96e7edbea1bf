// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.symbols;

import java.nio.charset.StandardCharsets;
import org.earlymap.format.Bytes;
import org.earlymap.format.NameFilter;

/** A {@code System.map} file: lines of an address, a type letter and a name, as nm prints them. */
public final class SystemMap {
  private static final int CHUNK = 1 << 16;
  private static final int LONGEST_LINE = 4096;
  private static final int NAME_AT = 19;

  private SystemMap() {}

  /**
   * Visits the symbols that {@code filter} may want.
   *
   * @throws org.earlymap.format.FormatException for a line of another form
   */
  public static void visit(Bytes file, NameFilter filter, KernelSymbolVisitor visitor) {
    byte[] chunk = new byte[CHUNK];
    long at = 0;
    while (at < file.size()) {
      int filled = (int) Math.min(CHUNK, file.size() - at);
      file.copyTo(at, chunk, 0, filled);
      int used = visitLines(file, at, chunk, filled, filter, visitor);
      at += used;
    }
  }

  private static int visitLines(
      Bytes file,
      long at,
      byte[] chunk,
      int filled,
      NameFilter filter,
      KernelSymbolVisitor visitor) {
    int start = 0;
    while (start < filled) {
      int end = start;
      while (end < filled && chunk[end] != '\n') {
        end++;
      }
      boolean whole = end < filled || at + filled == file.size();
      if (end - start > LONGEST_LINE) {
        throw file.fault(at + start, "a line of more than " + LONGEST_LINE + " bytes");
      }
      if (!whole) {
        return start;
      }
      visitLine(file, at + start, chunk, start, end, filter, visitor);
      start = end + 1;
    }
    return filled;
  }

  private static void visitLine(
      Bytes file,
      long at,
      byte[] chunk,
      int start,
      int end,
      NameFilter filter,
      KernelSymbolVisitor visitor) {
    if (end == start) {
      return;
    }
    if (end - start <= NAME_AT || chunk[start + 16] != ' ' || chunk[start + 18] != ' ') {
      throw file.fault(
          at, "expected 16 hexadecimal digits, a type and a name, as in ffff800080000000 T _text");
    }
    long address = 0;
    for (int i = start; i < start + 16; i++) {
      int digit = Character.digit(chunk[i], 16);
      if (digit < 0) {
        throw file.fault(at + i - start, "found '" + (char) chunk[i] + "', expected a hex digit");
      }
      address = address << 4 | digit;
    }
    if (filter.mayWant(key(chunk, start + NAME_AT, end))) {
      String name =
          new String(chunk, start + NAME_AT, end - start - NAME_AT, StandardCharsets.UTF_8);
      visitor.symbol(name.strip(), (char) chunk[start + 17], address, 0);
    }
  }

  private static long key(byte[] chunk, int from, int end) {
    long key = 0;
    for (int i = from; i < from + 8; i++) {
      key = key << 8 | (i < end ? chunk[i] & 0xff : 0);
    }
    return key;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import java.nio.ByteOrder;
import java.util.List;
import org.earlymap.arch.Granule;
import org.earlymap.arch.RegisterValue;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableRoot;

/**
 * Tables as all forms see them: pieces of memory at physical addresses, where walks start, and the
 * registers that make them translate.
 *
 * @param memory holds the pieces
 * @param pieces the memory that tables are in, in ascending order
 * @param roots where walks start
 * @param registers those of the CPU
 */
public record LoadableTables(
    PhysicalMemory memory,
    List<Piece> pieces,
    List<TableRoot> roots,
    TranslationRegisters registers) {
  /** What the names of all symbols start with. */
  static final String PREFIX = "earlymap_";

  /** The most that one piece may have where it goes into one file with others. */
  private static final long MOST_BYTES = 1L << 30;

  /**
   * A piece of memory.
   *
   * @param name its name, the kernel's symbol or the plan's
   * @param file the file beside the manifest that holds its bytes
   * @param pa physical address of its first byte
   * @param size in bytes, whole pages
   */
  public record Piece(String name, String file, long pa, long size) {}

  /** An entry that is not empty. */
  interface EntryVisitor {
    void entry(int index, long descriptor);
  }

  /** Puts the pieces in order. */
  public LoadableTables {
    pieces =
        pieces.stream().sorted((one, other) -> Long.compareUnsigned(one.pa, other.pa)).toList();
    roots = List.copyOf(roots);
  }

  /** The byte order of descriptors. */
  ByteOrder order() {
    return memory.order();
  }

  boolean bigEndian() {
    return order() == ByteOrder.BIG_ENDIAN;
  }

  Granule granule() {
    return roots.get(0).regime().granule();
  }

  /** The alignment that {@code piece} needs: a page, or a root of several. */
  long alignment(Piece piece) {
    long alignment = granule().bytes();
    for (TableRoot root : roots) {
      if (root.pa() == piece.pa) {
        alignment = Math.max(alignment, root.regime().rootBytes());
      }
    }
    return alignment;
  }

  /** The registers in the order in which they are written, each by its own name. */
  List<RegisterValue> values() {
    return RegisterValue.of(registers, roots.get(0).regime());
  }

  /** The roots that lie in {@code piece}. */
  List<TableRoot> rootsIn(Piece piece) {
    return roots.stream()
        .filter(root -> Long.compareUnsigned(root.pa() - piece.pa, piece.size) < 0)
        .toList();
  }

  /** Names that are one symbol in every language. */
  static String symbol(String name) {
    StringBuilder symbol = new StringBuilder(PREFIX);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      symbol.append(plain ? c : '_');
    }
    return symbol.toString();
  }

  /** A symbol for {@code piece} that no other has. */
  String symbol(Piece piece) {
    boolean shared = pieces.stream().filter(each -> each.name.equals(piece.name)).count() > 1;
    return symbol(shared ? piece.name + "_" + Long.toHexString(piece.pa) : piece.name) + "_image";
  }

  /** The section that {@code piece} is in. */
  String section(Piece piece) {
    return ".earlymap." + symbol(piece).substring(PREFIX.length());
  }

  /** Visits the entries of {@code piece} that are not zero, in their order. */
  void entries(Piece piece, EntryVisitor visitor) {
    long[] page = new long[(int) (granule().bytes() / Long.BYTES)];
    for (long at = 0; at < piece.size; at += granule().bytes()) {
      memory.readLongs(piece.pa + at, page, page.length);
      int first = (int) (at / Long.BYTES);
      for (int i = 0; i < page.length; i++) {
        if (page[i] != 0) {
          visitor.entry(first + i, page[i]);
        }
      }
    }
  }

  /**
   * Checks that each piece fits into an array of a program.
   *
   * @throws EmitException where one does not
   */
  void requireSmall(String form) {
    for (Piece piece : pieces) {
      if (piece.size > MOST_BYTES) {
        throw new EmitException(
            form + ": " + piece.name + " has " + piece.size + " bytes, expected at most 1 GiB");
      }
    }
  }
}

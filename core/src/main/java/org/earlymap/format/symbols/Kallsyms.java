// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.symbols;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.format.NameFilter;

/**
 * The symbol table that a kernel carries for its own messages, CONFIG_KALLSYMS, found inside its
 * image without any symbol (scripts/kallsyms.c, kernel/kallsyms.c).
 */
public final class Kallsyms {
  private static final int LONGEST_NAME = 1024;
  private static final String TEXT_START = "_stext";

  /** The symbol that the image's header branches to; {@code stext} until 5.7. */
  private static final List<String> ENTRIES = List.of("primary_entry", "stext");

  private static final int INSTRUCTION = 4;

  /** The opcode of B, bits 31:26. */
  private static final int BRANCH = 0b000101;

  private static final int BRANCH_SHIFT = 26;

  private final Bytes image;
  private final TokenTable.Tokens tokens;
  private final KallsymsNames names;
  private final KallsymsOffsets offsets;
  private final long head;

  /**
   * Tables that were found.
   *
   * @param head how far behind the image's first byte their base is
   */
  private Kallsyms(
      Bytes image,
      TokenTable.Tokens tokens,
      KallsymsNames names,
      KallsymsOffsets offsets,
      long head) {
    this.image = image;
    this.tokens = tokens;
    this.names = names;
    this.offsets = offsets;
    this.head = head;
  }

  /**
   * Looks for the tables.
   *
   * @param image a raw Image, in the kernel's byte order
   * @return empty where the image has no token table
   * @throws FormatException where there is a token table but the others do not fit it
   */
  public static Optional<Kallsyms> find(Bytes image) {
    Optional<TokenTable> table = TokenTable.find(image);
    if (table.isEmpty()) {
      return Optional.empty();
    }
    long start = table.get().start();
    Optional<KallsymsNames> names = KallsymsNames.before(image, start);
    if (names.isEmpty()) {
      throw image.fault(
          start, "found kallsyms tokens, expected markers and names that fit before them");
    }
    Optional<KallsymsOffsets> offsets = KallsymsOffsets.find(image, names.get(), table.get().end());
    if (offsets.isEmpty()) {
      throw image.fault(
          names.get().countAt(),
          "found "
              + names.get().count()
              + " kallsyms names, expected as many ascending offsets before or behind them");
    }
    TokenTable.Tokens tokens = table.get().tokens();
    Kallsyms tables = new Kallsyms(image, tokens, names.get(), offsets.get(), 0);
    long head = tables.findHead();
    return Optional.of(
        head == 0 ? tables : new Kallsyms(image, tokens, names.get(), offsets.get(), head));
  }

  /**
   * A kernel without KALLSYMS_ALL lists the symbols of its text only, from {@code _stext} on, and
   * its base is there: the header's branch to the entry tells how far that is from {@code _text}.
   */
  private long findHead() {
    if (!isTextStartAtBase()) {
      return 0;
    }
    long[] entry = {-1};
    visit(
        new NameFilter(ENTRIES, TEXT_START.substring(0, 4)),
        (name, type, distance, size) -> {
          if (ENTRIES.contains(name)) {
            entry[0] = distance;
          }
        });
    for (int at = 0; at <= INSTRUCTION && entry[0] >= 0; at += INSTRUCTION) {
      long word = image.order(ByteOrder.LITTLE_ENDIAN).u32(at);
      if (word >>> BRANCH_SHIFT == BRANCH) {
        return Math.max(0, at + (word << 38 >> 36) - entry[0]);
      }
    }
    return 0;
  }

  /** Whether one of the symbols at the base is {@code _stext}: they are the first. */
  private boolean isTextStartAtBase() {
    byte[] name = new byte[LONGEST_NAME];
    long at = names.start();
    for (int i = 0; i < names.count() && offsets.distance(i) == 0; i++) {
      int length = image.u8(at);
      at++;
      if ((length & 0x80) != 0) {
        return false;
      }
      int whole = expand(at, length, name, LONGEST_NAME);
      if (new String(name, 0, whole, StandardCharsets.ISO_8859_1).endsWith(TEXT_START)
          && whole == TEXT_START.length() + 1) {
        return true;
      }
      at += length;
    }
    return false;
  }

  /** How many symbols there are. */
  public int count() {
    return names.count();
  }

  /** Which releases lay the tables out so, and how addresses are encoded. */
  public String layout() {
    return offsets.description();
  }

  /**
   * The address of {@code _text} as {@code kallsyms_relative_base} has it in the image; empty in a
   * layout without that. Where the linker left the word to a relocation it is zero, or nearly.
   */
  public OptionalLong text() {
    return offsets.baseAt() < 0
        ? OptionalLong.empty()
        : OptionalLong.of(image.u64(offsets.baseAt()) - head);
  }

  /** Where {@code kallsyms_relative_base} is in the image, or -1 in a layout without it. */
  public long baseAt() {
    return offsets.baseAt();
  }

  /**
   * Visits the symbols that {@code filter} may want. An address is the distance from the image's
   * first byte, {@code _text}.
   */
  public void visit(NameFilter filter, KernelSymbolVisitor visitor) {
    byte[] name = new byte[LONGEST_NAME];
    long at = names.start();
    for (int i = 0; i < names.count(); i++) {
      int length = image.u8(at);
      at++;
      if ((length & 0x80) != 0) {
        length = (length & 0x7f) | (image.u8(at) << 7);
        at++;
      }
      int start = expand(at, length, name, 9);
      if (start > 1 && !offsets.isAbsolute(i) && filter.mayWant(key(name, start))) {
        int whole = expand(at, length, name, LONGEST_NAME);
        if (whole == LONGEST_NAME) {
          throw image.fault(at, "a name expands to more than " + LONGEST_NAME + " characters");
        }
        visitor.symbol(
            new String(name, 1, whole - 1, StandardCharsets.ISO_8859_1),
            (char) name[0],
            head + offsets.distance(i),
            offsets.sizeOf(i));
      }
      at += length;
    }
  }

  /** Expands tokens until there are {@code enough} characters; returns how many there are. */
  private int expand(long at, int length, byte[] target, int enough) {
    int filled = 0;
    for (int i = 0; i < length && filled < enough; i++) {
      filled += tokens.expand(image.u8(at + i), target, filled);
    }
    return filled;
  }

  /** The key of the name behind the type letter. */
  private static long key(byte[] name, int length) {
    long key = 0;
    for (int i = 1; i <= 8; i++) {
      key = key << 8 | (i < length ? name[i] & 0xff : 0);
    }
    return key;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Where the numbers of a binary format lie. */
final class Fields {
  private static final int ELF_HEADER = 64;

  /** PT_NOTE. */
  private static final int NOTE = 4;

  private static final int MOST_ENTRIES = 512;
  private static final int FLATTENED_HEADER = 4096;
  private static final int[] ELF = {
    4, 1, 5, 1, 16, 2, 18, 2, 24, 8, 32, 8, 40, 8, 52, 2, 54, 2, 56, 2, 58, 2, 60, 2, 62, 2
  };
  private static final int[] PROGRAM = {0, 4, 4, 4, 8, 8, 16, 8, 24, 8, 32, 8, 40, 8, 48, 8};
  private static final int[] SECTION = {
    0, 4, 4, 4, 8, 8, 16, 8, 24, 8, 32, 8, 40, 4, 44, 4, 48, 8, 56, 8
  };
  private static final int[] IMAGE = {0, 4, 4, 4, 8, 8, 16, 8, 24, 8, 56, 4, 60, 4};

  /**
   * One number.
   *
   * @param at where
   * @param size in bytes
   */
  record Field(int at, int size) {}

  private final ByteBuffer bytes;
  private final List<Field> found = new ArrayList<>();

  private Fields(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The numbers of a well-formed file. */
  static List<Field> of(Format format, byte[] bytes) {
    Fields fields = new Fields(bytes);
    switch (format) {
      case ELF, CORE -> fields.elf();
      case IMAGE -> fields.add(0, IMAGE);
      case KALLSYMS -> {
        fields.add(0, IMAGE);
        fields.words(SmallKernels.TABLES_AT, bytes.length, 4);
      }
      case FDT -> fields.words(0, Math.min(bytes.length, 4 * MOST_ENTRIES), 4);
      case WRAPPED -> fields.words(0, bytes.length / 4, 4);
      case FLATTENED -> {
        fields.words(0, 64, 8);
        fields.words(FLATTENED_HEADER, FLATTENED_HEADER + 4 * MOST_ENTRIES, 4);
        fields.words(4 * FLATTENED_HEADER, 4 * FLATTENED_HEADER + 8 * MOST_ENTRIES, 8);
      }
      case TABLES -> fields.words(0, bytes.length, 8);
      default -> fields.words(0, Math.min(bytes.length, 256), 4);
    }
    return fields.found;
  }

  private void elf() {
    add(0, ELF);
    long programs = bytes.getLong(32);
    table(programs, bytes.getShort(54), bytes.getShort(56), PROGRAM);
    if (bytes.getInt((int) programs) == NOTE) {
      int from = (int) bytes.getLong((int) programs + 8);
      words(from, from + (int) bytes.getLong((int) programs + 32), 4);
    }
    long sections = bytes.getLong(40);
    int count = bytes.getShort(60);
    table(sections, bytes.getShort(58), count, SECTION);
    for (int i = 0; i < count; i++) {
      int at = (int) sections + i * ELF_HEADER;
      int type = bytes.getInt(at + 4);
      // SHT_SYMTAB, RELA, DYNAMIC, NOTE, DYNSYM, RELR: tables of numbers.
      boolean numbers =
          type == 2 || type == 4 || type == 6 || type == 7 || type == 11 || type == 19;
      if (numbers) {
        int from = (int) bytes.getLong(at + 24);
        int size = (int) Math.min(bytes.getLong(at + 32), 8L * MOST_ENTRIES);
        words(from, from + size, type == 7 ? 4 : 8);
      }
    }
  }

  private void table(long at, int entrySize, int count, int[] shape) {
    for (int i = 0; i < count; i++) {
      add((int) at + i * entrySize, shape);
    }
  }

  private void add(int base, int[] shape) {
    for (int i = 0; i < shape.length; i += 2) {
      if (base + shape[i] + shape[i + 1] <= bytes.capacity()) {
        found.add(new Field(base + shape[i], shape[i + 1]));
      }
    }
  }

  private void words(int from, int to, int size) {
    for (int at = from; at + size <= Math.min(to, bytes.capacity()); at += size) {
      found.add(new Field(at, size));
    }
  }
}

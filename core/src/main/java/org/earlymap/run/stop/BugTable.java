// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.stop;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.a64.BoardMemory;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.run.KernelRun;

/**
 * A kernel's table of its BUGs and WARNs, {@code __bug_table} (include/asm-generic/bug.h): for each
 * BRK its address, file and line where CONFIG_DEBUG_BUGVERBOSE is set, and flags. Pointers are
 * distances from themselves, 32 bits, or addresses. How large an entry is is found out: with one
 * size only all of the first entries lead to BRK instructions.
 */
final class BugTable {
  private static final int BUGFLAG_WARNING = 1;
  private static final int BRK = 0xd4200000;
  private static final int BRK_MASK = 0xffe0001f;
  private static final int PROBED = 8;
  private static final int MOST_ENTRIES = 1 << 20;
  private static final int MOST_NAME = 256;

  /** An entry's layout; 0 as the file's place says that there is none. */
  private enum Shape {
    RELATIVE(8, 0, 4),
    RELATIVE_VERBOSE(12, 4, 8),
    RELATIVE_FORMAT(16, 8, 12),
    ABSOLUTE(16, 0, 8),
    ABSOLUTE_VERBOSE(24, 8, 16);

    private final int size;
    private final int fileAt;
    private final int tailAt;

    Shape(int size, int fileAt, int tailAt) {
      this.size = size;
      this.fileAt = fileAt;
      this.tailAt = tailAt;
    }

    boolean isRelative() {
      return this != ABSOLUTE && this != ABSOLUTE_VERBOSE;
    }
  }

  /**
   * What the table says of one BRK.
   *
   * @param kind BUG or WARN
   * @param source file and line
   */
  record Entry(KernelBug.Kind kind, Optional<String> source) {}

  private final KernelRun run;
  private final long start;
  private final long end;

  private BugTable(KernelRun run, long start, long end) {
    this.run = run;
    this.start = run.entry().loadAddress() + start;
    this.end = run.entry().loadAddress() + end;
  }

  /** What the table says of the BRK at {@code va}; empty where it or the table is not known. */
  static Optional<Entry> find(KernelRun run, ImageSymbols symbols, long va) {
    OptionalLong start = symbols.distance("__start___bug_table");
    OptionalLong end = symbols.distance("__stop___bug_table");
    OptionalLong place = run.imageOffset(va);
    if (start.isEmpty() || end.isEmpty() || place.isEmpty()) {
      return Optional.empty();
    }
    return new BugTable(run, start.getAsLong(), end.getAsLong()).find(place.getAsLong());
  }

  private Optional<Entry> find(long place) {
    if (!run.memory().contains(start, Math.max(1, end - start))) {
      return Optional.empty();
    }
    for (Shape shape : Shape.values()) {
      if (fits(shape)) {
        long last = Math.min(end - shape.size, start + (long) MOST_ENTRIES * shape.size);
        for (long at = start; at <= last; at += shape.size) {
          if (pointer(shape, at).equals(OptionalLong.of(place))) {
            return Optional.of(entry(shape, at));
          }
        }
      }
    }
    return Optional.empty();
  }

  private boolean fits(Shape shape) {
    if ((end - start) % shape.size != 0 || end - start < shape.size) {
      return false;
    }
    for (int i = 0; i < PROBED && start + (long) (i + 1) * shape.size <= end; i++) {
      OptionalLong bug = pointer(shape, start + (long) i * shape.size);
      long pa = run.entry().loadAddress() + bug.orElse(0);
      boolean known = bug.isPresent() && bug.getAsLong() % 4 == 0 && run.memory().contains(pa, 4);
      if (!known || ((int) number(pa, 4) & BRK_MASK) != BRK) {
        return false;
      }
    }
    return true;
  }

  /** The place in the image that a pointer in the table leads to. */
  private OptionalLong pointer(Shape shape, long at) {
    return shape.isRelative()
        ? OptionalLong.of(at - run.entry().loadAddress() + (int) number(at, 4))
        : run.imageOffset(number(at, 8));
  }

  private Entry entry(Shape shape, long at) {
    boolean verbose = shape.fileAt != 0;
    long flags = number(at + shape.tailAt + (verbose ? 2 : 0), 2);
    Optional<String> source = Optional.empty();
    if (verbose) {
      OptionalLong file = pointer(shape, at + shape.fileAt);
      if (file.isPresent()) {
        String name = text(run.entry().loadAddress() + file.getAsLong());
        source = Optional.of(name + ":" + number(at + shape.tailAt, 2));
      }
    }
    return new Entry(
        (flags & BUGFLAG_WARNING) != 0 ? KernelBug.Kind.WARN : KernelBug.Kind.BUG, source);
  }

  private String text(long pa) {
    byte[] bytes = new byte[MOST_NAME];
    BoardMemory memory = run.memory();
    int length = 0;
    while (length < MOST_NAME && memory.contains(pa + length, 1)) {
      bytes[length] = (byte) number(pa + length, 1);
      if (bytes[length] == 0) {
        break;
      }
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** A little-endian number of up to 8 bytes at any address in memory. */
  private long number(long pa, int size) {
    byte[] bytes = new byte[size];
    run.memory().read(pa, bytes, 0, size);
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }
}

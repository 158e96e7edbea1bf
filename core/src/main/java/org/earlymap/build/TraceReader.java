// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.earlymap.format.Bytes;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.run.trace.Writer;
import org.jspecify.annotations.Nullable;

/** Reads {@code trace.bin}, trusting nothing in it. */
final class TraceReader {
  private static final int MOST_NAMES = 1 << 22;
  private static final int MOST_NAME = 1 << 10;
  private static final int MOST_FRAMES = 64;
  private static final long GREATEST_ADDRESS = 1L << 56;

  private final Bytes bytes;
  private long at;
  private long lastInstruction;

  private TraceReader(Bytes bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a trace.
   *
   * @throws org.earlymap.format.FormatException where it is none
   */
  static TableWrites read(Bytes bytes) {
    return new TraceReader(bytes).file();
  }

  private TableWrites file() {
    byte[] signature = TraceWriter.SIGNATURE.getBytes(StandardCharsets.US_ASCII);
    if (!bytes.matches(0, signature)) {
      throw bytes.fault(0, "found another signature, expected " + TraceWriter.SIGNATURE);
    }
    at = signature.length;
    List<String> names = names();
    List<Writer> writers = writers(names);
    // The pages lie between their words, so they are found first, and read after that.
    long start = at;
    TableWrites writes = new TableWrites(pages(null, writers));
    at = start;
    lastInstruction = 0;
    writers.forEach(writes::number);
    if (writes.writers().size() != writers.size()) {
      throw bytes.fault(start, "found a writer twice, expected each once");
    }
    pages(writes, writers);
    if (at != bytes.size()) {
      throw bytes.fault(at, "found more bytes, expected the end");
    }
    return writes;
  }

  private List<String> names() {
    int count = number(MOST_NAMES, "names");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = number(MOST_NAME, "bytes of a name");
      names.add(new String(bytes.copy(at, length), StandardCharsets.UTF_8));
      at += length;
    }
    return names;
  }

  private List<Writer> writers(List<String> names) {
    int count = number(MOST_NAMES, "writers");
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int depth = number(MOST_FRAMES, "frames");
      List<String> frames = new ArrayList<>();
      for (int frame = 0; frame < depth; frame++) {
        frames.add(names.get(number(names.size() - 1, "as a name's number")));
      }
      if (frames.isEmpty()) {
        throw bytes.fault(at, "found a writer without a place, expected one at least");
      }
      writers.add(new Writer(frames));
    }
    return writers;
  }

  /** Goes through all pages: into {@code writes}, or past them where there are none yet. */
  private NavigableSet<Long> pages(@Nullable TableWrites writes, List<Writer> writers) {
    NavigableSet<Long> pages = new TreeSet<>();
    int count = number(Integer.MAX_VALUE, "pages");
    long page = 0;
    for (int i = 0; i < count; i++) {
      long step = number();
      long found = at;
      if (step < (i == 0 ? 0 : 1) || step > GREATEST_ADDRESS / TableWrites.PAGE) {
        throw bytes.fault(found, "found pages out of order, expected ascending ones below 2^56");
      }
      page += step * TableWrites.PAGE;
      if (page >= GREATEST_ADDRESS) {
        throw bytes.fault(found, "found a page above 2^56, expected one below");
      }
      pages.add(page);
      for (long pa = page; pa < page + TableWrites.PAGE; pa += Long.BYTES) {
        word(writes, pa, writers.size());
      }
    }
    return pages;
  }

  private void word(@Nullable TableWrites writes, long pa, int writers) {
    int count = number(Integer.MAX_VALUE, "writes");
    if (count == 0) {
      return;
    }
    long before = number();
    for (int i = 0; i < Math.min(count, TableWrites.KEPT); i++) {
      int writer = number(writers - 1, "as a writer's number");
      long step = number();
      lastInstruction += step >>> 1 ^ -(step & 1);
      long after = number();
      if (writes != null) {
        writes.add(pa, writer, lastInstruction, before, after);
      }
      before = after;
    }
    if (writes != null) {
      writes.setCount(pa, count);
    }
  }

  private int number(int most, String what) {
    long found = at;
    long value = number();
    if (value < 0 || value > most) {
      throw bytes.fault(
          found,
          "found " + Long.toUnsignedString(value) + " " + what + ", expected at most " + most);
    }
    return (int) value;
  }

  private long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int part = bytes.u8(at);
      at++;
      value |= (long) (part & 0x7f) << shift;
      if ((part & 0x80) == 0) {
        return value;
      }
    }
    throw bytes.fault(at, "found a number without an end, expected at most ten bytes");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.run.trace.Write;
import org.earlymap.run.trace.Writer;

/**
 * Writes who wrote a build's descriptors, as {@code trace.bin}: small numbers, each in as few bytes
 * as it takes (LEB128), behind a signature. The user guide describes it.
 */
final class TraceWriter {
  /** The first bytes of the file. */
  static final String SIGNATURE = "EMTRACE1";

  private static final int SEVEN_BITS = 0x7f;

  private final OutputStream out;
  private long lastInstruction;

  private TraceWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes {@code writes} to {@code out}, byte by byte; the same bytes on every machine. */
  static void write(TableWrites writes, OutputStream out) throws IOException {
    new TraceWriter(out).file(writes);
  }

  private void file(TableWrites writes) throws IOException {
    out.write(SIGNATURE.getBytes(StandardCharsets.US_ASCII));
    Map<String, Integer> names = new LinkedHashMap<>();
    List<Writer> writers = writes.writers();
    for (Writer writer : writers) {
      writer.frames().forEach(frame -> names.putIfAbsent(frame, names.size()));
    }
    number(names.size());
    for (String name : names.keySet()) {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      number(text.length);
      out.write(text);
    }
    Map<Writer, Integer> numbers = new HashMap<>();
    number(writers.size());
    for (Writer writer : writers) {
      numbers.put(writer, numbers.size());
      number(writer.frames().size());
      for (String frame : writer.frames()) {
        number(names.getOrDefault(frame, 0));
      }
    }
    long[] pages = writes.pages();
    number(pages.length);
    long before = 0;
    for (long page : pages) {
      number((page - before) / TableWrites.PAGE);
      before = page;
      page(writes, page, numbers);
    }
  }

  private void page(TableWrites writes, long page, Map<Writer, Integer> numbers)
      throws IOException {
    for (long pa = page; pa < page + TableWrites.PAGE; pa += Long.BYTES) {
      int count = writes.count(pa);
      number(count);
      if (count == 0) {
        continue;
      }
      List<Write> kept = writes.writes(pa);
      number(kept.get(0).before());
      for (Write write : kept) {
        number(numbers.getOrDefault(write.writer(), 0));
        long step = write.instruction() - lastInstruction;
        number(step << 1 ^ step >> 63);
        lastInstruction = write.instruction();
        number(write.after());
      }
    }
  }

  private void number(long value) throws IOException {
    long left = value;
    while ((left & ~SEVEN_BITS) != 0) {
      out.write((int) (left & SEVEN_BITS) | 0x80);
      left >>>= 7;
    }
    out.write((int) left);
  }
}

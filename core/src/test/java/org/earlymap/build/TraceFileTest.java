// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.earlymap.InputException;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.run.trace.Writer;
import org.junit.jupiter.api.Test;

/** {@code trace.bin}: what is written is read back, and nothing in it is believed. */
final class TraceFileTest {
  private static final List<Long> PAGES =
      List.of(0x0L, 0x4020_0000L, 0x4020_1000L, 0xff_ffff_ffff_f000L);

  @Test
  void isReadBack() throws IOException {
    TableWrites writes = random(new Random(3));
    byte[] bytes = file(writes);
    TableWrites read = TraceReader.read(Bytes.of("trace", bytes));
    assertThat(read.writers()).isEqualTo(writes.writers());
    assertThat(read.pages()).isEqualTo(writes.pages());
    for (long page : PAGES) {
      for (long pa = page; pa < page + TableWrites.PAGE; pa += Long.BYTES) {
        assertThat(read.count(pa)).isEqualTo(writes.count(pa));
        assertThat(read.writes(pa)).isEqualTo(writes.writes(pa));
      }
    }
    assertThat(file(read)).isEqualTo(bytes);
  }

  @Test
  void whatIsNoTraceIsRefused() throws IOException {
    byte[] bytes = file(random(new Random(4)));
    assertThatThrownBy(() -> TraceReader.read(Bytes.of("t", new byte[20])))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("expected EMTRACE1");
    assertThatThrownBy(() -> TraceReader.read(Bytes.of("t", Arrays.copyOf(bytes, 4000))))
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(
            () -> TraceReader.read(Bytes.of("t", Arrays.copyOf(bytes, bytes.length + 1))))
        .hasMessageContaining("expected the end");
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] changed = bytes.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        TraceReader.read(Bytes.of("t", changed));
      } catch (InputException e) {
        assertThat(e.getMessage()).startsWith("t: ");
      }
    }
  }

  private static byte[] file(TableWrites writes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TraceWriter.write(writes, out);
    return out.toByteArray();
  }

  private static TableWrites random(Random random) {
    TableWrites writes = new TableWrites(new TreeSet<>(PAGES));
    int[] writers = new int[5];
    for (int i = 0; i < writers.length; i++) {
      writers[i] = writes.number(new Writer(List.of("set_pte+0x" + i, "map_mem+0x10")));
    }
    long[] values = new long[PAGES.size() * 512];
    for (int i = 0; i < 4000; i++) {
      int word = random.nextInt(values.length);
      long pa = PAGES.get(word / 512) + word % 512 * 8L;
      long value = random.nextInt(3) == 0 ? 0 : random.nextLong();
      int by = writers[random.nextInt(writers.length)];
      writes.add(pa, by, random.nextLong() >>> 2, values[word], value);
      values[word] = value;
    }
    return writes;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.format.NameFilter;
import org.earlymap.testing.ImageWriter;
import org.earlymap.testing.KallsymsWriter;
import org.earlymap.testing.KallsymsWriter.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KallsymsTest {
  private static final int AT = 0x20000;
  private static final NameFilter FILTER =
      new NameFilter(List.of("_text", "init_pg_dir", "a_very_long_name", "_end"), "tbl.");

  static Stream<Arguments> tables() {
    Stream.Builder<Arguments> cases = Stream.builder();
    for (Layout layout : Layout.values()) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
        for (int count : new int[] {5, 256, 257, 3000}) {
          cases.add(Arguments.of(layout, order, count, false));
          if (layout != Layout.V7_0) {
            cases.add(Arguments.of(layout, order, count, true));
          }
        }
      }
    }
    return cases.build();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void findsTheTablesOfEveryLayout(Layout layout, ByteOrder order, int count, boolean percpu) {
    KallsymsWriter writer = writer(layout, order, count, percpu);
    byte[] tables = writer.bytes(AT, 0xffff800080000000L);
    Bytes image = image(tables).order(order);

    Kallsyms kallsyms = Kallsyms.find(image).orElseThrow();

    assertThat(kallsyms.count()).isEqualTo(count);
    assertThat(kallsyms.baseAt()).isEqualTo(writer.baseAt());
    Map<String, Long> found = symbols(kallsyms);
    assertThat(found)
        .containsEntry("T_text", 0L)
        .containsEntry("Dinit_pg_dir", 0x41000L)
        .containsEntry("btbl.17", 0x42000L)
        .containsEntry("ta_very_long_name" + "_x".repeat(120), 0x43000L)
        .containsEntry("B_end", 0x7fff0000L)
        .hasSize(5);
  }

  /** Debian's 5.10 and 6.1 list symbols of their text only; the header branches to the entry. */
  @Test
  void countsFromTheFirstByteWhereTheBaseIsTheTextsStart() {
    byte[] tables =
        new KallsymsWriter(Layout.V6_1, ByteOrder.LITTLE_ENDIAN, false)
            .symbol("an_early_handler", 't', 0)
            .symbol("_stext", 'T', 0)
            .symbol("a_function", 'T', 0x40)
            .symbol("primary_entry", 't', 0x8000)
            .symbol("start_kernel", 'T', 0x9000)
            .bytes(AT, 0);
    ImageWriter writer = new ImageWriter(0xa, AT + tables.length + 4096, 1 << 24).put(AT, tables);
    byte[] branch = {(byte) 0xff, 0x5f, 0, 0x14};
    byte[] image = writer.put(4, branch).bytes();
    Kallsyms kallsyms = Kallsyms.find(Bytes.of("Image", image)).orElseThrow();
    Map<String, Long> found = new TreeMap<>();
    kallsyms.visit(NameFilter.all(), (name, type, distance, size) -> found.put(name, distance));
    assertThat(found).containsEntry("_stext", 0x10000L).containsEntry("start_kernel", 0x19000L);
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    assertThat(Kallsyms.find(image(new byte[5000]))).isEmpty();
  }

  @Test
  void saysWhichTableIsDamaged() {
    byte[] tables = writer(Layout.V6_4, ByteOrder.LITTLE_ENDIAN, 3000, false).bytes(AT, 0);
    tables[0] ^= 0x70;
    assertThatThrownBy(() -> Kallsyms.find(image(tables)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("expected markers and names that fit");
  }

  @Test
  void survivesDamageAnywhere() {
    for (Layout layout : Layout.values()) {
      byte[] tables = writer(layout, ByteOrder.LITTLE_ENDIAN, 600, false).bytes(AT, 0);
      for (long seed = 0; seed < 300; seed++) {
        Random random = new Random(seed);
        byte[] bad = tables.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
          bad[random.nextInt(bad.length)] = (byte) (random.nextBoolean() ? -1 : random.nextInt());
        }
        try {
          Kallsyms.find(image(bad)).ifPresent(KallsymsTest::symbols);
        } catch (FormatException e) {
          assertThat(e.getMessage()).as("seed %d", seed).startsWith("Image: offset 0x");
        } catch (RuntimeException e) {
          throw new AssertionError("layout " + layout + ", seed " + seed, e);
        }
      }
    }
  }

  @Test
  void survivesTruncationAnywhere() {
    byte[] tables = writer(Layout.V6_4, ByteOrder.LITTLE_ENDIAN, 600, false).bytes(AT, 0);
    byte[] whole = new ImageWriter(0xa, AT + tables.length, 1 << 24).put(AT, tables).bytes();
    for (int length = AT; length < whole.length; length += 37) {
      Bytes cut = Bytes.of("Image", ByteBuffer.wrap(whole, 0, length));
      int end = length;
      try {
        Kallsyms.find(cut).ifPresent(KallsymsTest::symbols);
      } catch (FormatException e) {
        assertThat(e.getMessage()).as("cut to %d", end).startsWith("Image: offset 0x");
      }
    }
  }

  private static KallsymsWriter writer(
      Layout layout, ByteOrder order, int count, boolean absolutePercpu) {
    KallsymsWriter writer = new KallsymsWriter(layout, order, absolutePercpu);
    for (int i = 5; i < count; i++) {
      writer.symbol("function_" + i * 31, i % 3 == 0 ? 'T' : 't', 64L + 16L * i);
    }
    return writer
        .symbol("_text", 'T', 0)
        .symbol("init_pg_dir", 'D', 0x41000)
        .symbol("tbl.17", 'b', 0x42000)
        .symbol("a_very_long_name" + "_x".repeat(120), 't', 0x43000)
        .symbol("_end", 'B', 0x7fff0000);
  }

  private static Bytes image(byte[] tables) {
    return Bytes.of(
        "Image", new ImageWriter(0xa, AT + tables.length + 4096, 1 << 24).put(AT, tables).bytes());
  }

  private static Map<String, Long> symbols(Kallsyms kallsyms) {
    Map<String, Long> found = new TreeMap<>();
    kallsyms.visit(FILTER, (name, type, distance, size) -> found.put(type + name, distance));
    return found;
  }
}

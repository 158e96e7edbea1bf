// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.format.NameFilter;
import org.earlymap.testing.ElfWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElfFileTest {
  private static final long TEXT = 0xffff800080000000L;

  @ParameterizedTest
  @CsvSource({"true,false", "true,true", "false,false", "false,true"})
  void readsWhatTheWriterWrote(boolean little, boolean extended) {
    ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ElfFile elf = ElfFile.of(Bytes.of("a.elf", kernel(order, extended)));

    assertThat(elf.order()).isEqualTo(order);
    assertThat(elf.allocatedSections())
        .extracting(ElfSection::name)
        .containsExactly(".text", ".data", ".bss");
    ElfSection data = elf.allocatedSections().get(1);
    assertThat(data.address()).isEqualTo(TEXT + 0x10000);
    assertThat(elf.contents(data).u32(0)).isEqualTo(little ? 0x04030201L : 0x01020304L);
    assertThat(elf.loadSegments()).hasSize(1);
    assertThat(symbolsOf(elf))
        .containsExactly("_text=ffff800080000000/g/1", "_end=ffff800080020000/l/3", "abs=a/g/fff1");
  }

  @Test
  void resolvesSectionIndicesBeyond65279() {
    ElfWriter writer = new ElfWriter(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 0xff10; i++) {
      writer.section(".s", 8, "", 0, 0, 1);
    }
    writer.symbol("_text", 5, 0, true, 0xff08).symbol("abs", 6, 0, true, SymbolVisitor.SHN_ABS);
    ElfFile elf = ElfFile.of(Bytes.of("many.elf", writer.bytes()));
    assertThat(elf.sectionCount()).isEqualTo(0xff10 + 5);
    assertThat(symbolsOf(elf)).containsExactly("_text=5/g/ff08", "abs=6/g/fff1");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = kernel(ByteOrder.LITTLE_ENDIAN, true);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      int at = length;
      assertThatThrownBy(() -> symbolsOf(ElfFile.of(Bytes.of("cut.elf", cut))))
          .as("cut to %d bytes", at)
          .isInstanceOf(FormatException.class)
          .hasMessageStartingWith("cut.elf: offset 0x");
    }
  }

  @Test
  void survivesAnyByteBeingWrong() {
    byte[] whole = kernel(ByteOrder.LITTLE_ENDIAN, true);
    for (long seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      byte[] bad = whole.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        bad[random.nextInt(bad.length)] = (byte) (random.nextBoolean() ? -1 : random.nextInt());
      }
      try {
        ElfFile elf = ElfFile.of(Bytes.of("bad.elf", bad));
        elf.allocatedSections().forEach(elf::contents);
        elf.loadSegments().forEach(elf::contents);
        symbolsOf(elf);
      } catch (FormatException e) {
        assertThat(e.getMessage()).as("seed %d", seed).startsWith("bad.elf: offset 0x");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4, 1, 32-bit",
    "4, 9, class 9",
    "5, 3, encoding 3",
    "18, 62, x86-64",
    "18, 40, 32-bit Arm",
    "58, 40, section header has 40",
    "54, 32, program header has 32",
    "62, 99, section 99",
    "0, 0, not an ELF file"
  })
  void saysWhatIsWrongInTheHeader(int offset, int value, String expected) {
    byte[] bad = kernel(ByteOrder.LITTLE_ENDIAN, false);
    bad[offset] = (byte) value;
    assertThatThrownBy(() -> ElfFile.of(Bytes.of("bad.elf", bad)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 0x100000})
  void refusesAbsurdSizesAndOffsets(long absurd) {
    byte[] whole = kernel(ByteOrder.LITTLE_ENDIAN, false);
    int headers = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(40);
    int sections = whole[60];
    for (int section = 1; section < sections; section++) {
      int type = whole[headers + 64 * section + 4];
      for (int field : new int[] {24, 32}) {
        if (type != ElfSection.SHT_NOBITS) {
          byte[] bad = whole.clone();
          ByteBuffer.wrap(bad)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(headers + 64 * section + field, absurd);
          assertThatThrownBy(() -> symbolsOf(ElfFile.of(Bytes.of("bad.elf", bad))))
              .as("section %d, field %d", section, field)
              .isInstanceOf(FormatException.class);
        }
      }
    }
  }

  private static List<String> symbolsOf(ElfFile elf) {
    List<String> symbols = new ArrayList<>();
    elf.visitSymbols(
        new NameFilter(List.of("_text", "_end", "abs"), "tbl."),
        (name, value, size, global, section) ->
            symbols.add(
                name
                    + "="
                    + Long.toHexString(value)
                    + (global ? "/g/" : "/l/")
                    + Integer.toHexString(section)));
    return symbols;
  }

  private static byte[] kernel(ByteOrder order, boolean extended) {
    ElfWriter writer = new ElfWriter(order);
    int text = writer.section(".text", 1, "AX", TEXT, 4, new byte[] {9, 8, 7, 6});
    writer.section(".data", 1, "WA", TEXT + 0x10000, 8, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    int bss = writer.section(".bss", 8, "WA", TEXT + 0x11000, 0x1000, 8);
    writer.section(".comment", 1, "", 0, 1, new byte[] {'x', 0});
    writer
        .segment(5, TEXT, 0x12000, new byte[] {1, 2, 3})
        .symbol("_text", TEXT, 0, true, text)
        .symbol("unwanted", TEXT + 4, 0, true, text)
        .symbol("_end", TEXT + 0x20000, 0, false, bss)
        .symbol("abs", 10, 0, true, SymbolVisitor.SHN_ABS)
        .symbol("undefined", 0, 0, true, 0);
    return (extended ? writer.withExtendedCounts() : writer).bytes();
  }
}

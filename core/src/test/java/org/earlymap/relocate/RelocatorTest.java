// SPDX-License-Identifier: Apache-2.0
package org.earlymap.relocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.earlymap.InputException;
import org.earlymap.config.KernelConfig;
import org.earlymap.format.Bytes;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelContents;
import org.earlymap.kernel.parts.KernelSource;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.relocate.RelocationFinding.Rule;
import org.earlymap.testing.RelrWriter;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelocatorTest {
  private static final long TEXT = 0xffff800080000000L;
  private static final int FILE = 0x60000;
  private static final int RELA_AT = 0x40000;
  private static final int RELR_AT = 0x48000;
  private static final int DATA_AT = 0x50000;
  private static final int SIZE = 0x70000;

  private final byte[] image = new byte[FILE];
  private final List<long[]> rela = new ArrayList<>();
  private final List<Long> relr = new ArrayList<>();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  @ParameterizedTest
  @CsvSource({"true,0x2f0000000", "true,0", "false,0x1234560000", "false,0"})
  void changesWhatTheKernelChangesAndNothingElse(boolean little, String text) {
    order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    long offset = Long.decode(text);
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      random.nextBytes(image);
      rela.clear();
      relr.clear();
      TreeSet<Integer> places = new TreeSet<>();
      while (places.size() < 300) {
        places.add(DATA_AT / 8 + random.nextInt(0xff00 / 8));
      }
      byte[] expected = new byte[SIZE];
      Map<Integer, Long> stored = new HashMap<>();
      for (int place : places) {
        if (random.nextBoolean()) {
          long addend = random.nextLong();
          rela.add(new long[] {TEXT + place * 8L, 0x403, addend});
          stored.put(place * 8, addend + offset);
        } else if (random.nextInt(10) == 0) {
          rela.add(new long[] {TEXT + place * 8L, random.nextBoolean() ? 0 : 257, 1});
        } else {
          relr.add(TEXT + place * 8L);
          long there = ByteBuffer.wrap(image).order(order).getLong(8 * place);
          stored.put(place * 8, there + offset);
        }
      }
      KernelBuild kernel = kernel();
      System.arraycopy(image, 0, expected, 0, FILE);
      stored.forEach((at, value) -> ByteBuffer.wrap(expected).order(order).putLong(at, value));

      assertThat(Relocator.relocate(kernel, offset)).as("seed %d", seed).isEqualTo(expected);
      assertThat(RelocationCheck.of(kernel).count()).as("seed %d", seed).isZero();
      assertThat(RelocationCounts.of(RelocationTable.of(kernel)).relrPlaces())
          .as("seed %d", seed)
          .isEqualTo(relr.size());
    }
  }

  @Test
  void findsPlacesThatNoKernelShouldHave() {
    relr.addAll(List.of(TEXT + DATA_AT, TEXT + DATA_AT + 8));
    for (long place :
        new long[] {DATA_AT + 8, DATA_AT + 20, 0x61000, 0x18000, SIZE - 4, -8, 1L << 50}) {
      rela.add(new long[] {TEXT + place, 0x403, 0});
    }
    assertThat(RelocationCheck.of(kernel()).findings())
        .containsExactly(
            new RelocationFinding(Rule.TABLES, TEXT + 0x61000),
            new RelocationFinding(Rule.UNMAPPED, TEXT + 0x18000),
            new RelocationFinding(Rule.OUTSIDE, TEXT + SIZE - 4),
            new RelocationFinding(Rule.OUTSIDE, TEXT - 8),
            new RelocationFinding(Rule.OUTSIDE, TEXT + (1L << 50)),
            new RelocationFinding(Rule.TWICE, TEXT + DATA_AT + 8));
  }

  /** As Debian's kernels from 6.17 on have them, in a table of packed structures. */
  @Test
  void wordsNeedNotBeAligned() {
    for (int i = 0; i < 40; i++) {
      relr.add(TEXT + DATA_AT + 4 + 10L * i);
    }
    rela.add(new long[] {TEXT + DATA_AT + 0x401, 0x403, 0});
    rela.add(new long[] {TEXT + DATA_AT + 0x409, 0x403, 0});
    assertThat(RelocationCheck.of(kernel()).findings()).isEmpty();

    rela.add(new long[] {TEXT + DATA_AT + 0x410, 0x403, 0});
    rela.add(new long[] {TEXT + DATA_AT + 0x3fa, 0x403, 0});
    assertThat(RelocationCheck.of(kernel()).findings())
        .containsExactly(
            new RelocationFinding(Rule.TWICE, TEXT + DATA_AT + 0x410),
            new RelocationFinding(Rule.TWICE, TEXT + DATA_AT + 0x3fa));
  }

  @ParameterizedTest
  @ValueSource(longs = {-8, SIZE - 7, Long.MAX_VALUE, 1L << 40})
  void refusesPlacesOutsideTheImage(long distance) {
    rela.add(new long[] {TEXT + distance, 0x403, 0});
    assertThatThrownBy(() -> Relocator.relocate(kernel(), 0x200000))
        .isInstanceOf(RelocationException.class)
        .hasMessageContaining("0x" + Long.toHexString(TEXT + distance));
  }

  @Test
  void refusesABitmapBeforeAnyAddress() {
    ByteBuffer.wrap(image).order(order).putLong(RELR_AT, 0x7);
    KernelBuild kernel = kernel(0, 8);
    assertThatThrownBy(() -> Relocator.relocate(kernel, 0x200000))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bitmap")
        .hasMessageContaining("offset 0x48000");
  }

  @Test
  void refusesTablesOfAWrongSizeOrOutsideTheFile() {
    assertThatThrownBy(() -> RelocationTable.of(kernel(25, 0))).hasMessageContaining("25 bytes");
    assertThatThrownBy(() -> RelocationTable.of(kernel(0, 12))).hasMessageContaining("12 bytes");
    assertThatThrownBy(() -> RelocationTable.of(kernel(24 * 100_000, 0)))
        .hasMessageContaining("does not hold");
    assertThatThrownBy(() -> RelocationTable.of(kernel(-24, 0))).hasMessageContaining("behind");
  }

  @Test
  void explainsTheTypesThatTheKernelSkips() {
    rela.add(new long[] {0, 0, 0});
    rela.add(new long[] {0, 257, 0});
    rela.add(new long[] {0, 1025, 0});
    RelocationCounts counts = RelocationCounts.of(RelocationTable.of(kernel()));
    assertThat(counts.relative()).isZero();
    assertThat(counts.relaByType()).isEqualTo(Map.of(0, 1L, 257, 1L, 1025, 1L));
    assertThat(RelocationCounts.explain(0)).contains("R_AARCH64_NONE");
    assertThat(RelocationCounts.explain(257)).contains("R_AARCH64_ABS64");
    assertThat(RelocationCounts.explain(1025)).contains("R_AARCH64_GLOB_DAT");
    assertThat(RelocationCounts.explain(77)).contains("77");
    assertThat(RelocationCheck.of(kernel()).count()).isZero();
  }

  private KernelBuild kernel() {
    ByteBuffer words = ByteBuffer.wrap(image).order(order).position(RELA_AT);
    for (long[] entry : rela) {
      words.putLong(entry[0]).putLong(entry[1]).putLong(entry[2]);
    }
    byte[] packed = RelrWriter.pack(relr, order);
    System.arraycopy(packed, 0, image, RELR_AT, packed.length);
    return kernel(24 * rela.size(), packed.length);
  }

  private KernelBuild kernel(int relaBytes, int relrBytes) {
    Map<String, Long> symbols = new HashMap<>();
    symbols.put("_text", TEXT);
    symbols.put("_stext", TEXT + 0x10000);
    symbols.put("_etext", TEXT + 0x18000);
    symbols.put("__start_rodata", TEXT + 0x20000);
    symbols.put("__inittext_begin", TEXT + 0x30000);
    symbols.put("__inittext_end", TEXT + 0x40000);
    symbols.put("__initdata_begin", TEXT + 0x40000);
    symbols.put("__initdata_end", TEXT + DATA_AT);
    symbols.put("_data", TEXT + DATA_AT);
    symbols.put("init_pg_dir", TEXT + 0x60000);
    symbols.put("init_pg_end", TEXT + 0x68000);
    symbols.put("_end", TEXT + SIZE);
    symbols.put("__pi_rela_start", TEXT + RELA_AT);
    symbols.put("__pi_rela_end", TEXT + RELA_AT + relaBytes);
    symbols.put("__pi_relr_start", TEXT + RELR_AT);
    symbols.put("__pi_relr_end", TEXT + RELR_AT + relrBytes);
    Map<String, String> options = new HashMap<>();
    options.put("ARM64_4K_PAGES", "y");
    options.put("ARM64_VA_BITS", "48");
    options.put("ARM64_PA_BITS", "48");
    options.put("RELOCATABLE", "y");
    options.put("CPU_BIG_ENDIAN", order == ByteOrder.BIG_ENDIAN ? "y" : "n");
    KernelRelease release = KernelRelease.parse("6.12.117").orElseThrow();
    Bytes bytes = Bytes.of("vmlinux", image.clone()).order(order);
    return new KernelBuild(
        KernelSource.of(bytes),
        KernelConfig.of(options),
        release,
        KernelTraits.of(release),
        KernelSymbols.of(symbols, "a test"),
        List.of(),
        KernelContents.of(List.of(new KernelContents.Piece(TEXT, bytes))),
        List.of());
  }
}

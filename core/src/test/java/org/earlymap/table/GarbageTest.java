// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever memory holds, a walk ends, tells of every address once, and takes bounded memory. */
class GarbageTest {
  private static final long BASE = 0x4000_0000L;

  static Stream<TranslationRegime> regimes() {
    return Stream.of(
        new TranslationRegime(Granule.SIZE_4K, 48, DescriptorFormat.PA48),
        new TranslationRegime(Granule.SIZE_4K, 39, DescriptorFormat.PA48),
        new TranslationRegime(Granule.SIZE_4K, 52, DescriptorFormat.LPA2),
        new TranslationRegime(Granule.SIZE_4K, 25, DescriptorFormat.LPA2),
        new TranslationRegime(Granule.SIZE_16K, 47, DescriptorFormat.PA48),
        new TranslationRegime(Granule.SIZE_16K, 52, DescriptorFormat.LPA2),
        new TranslationRegime(Granule.SIZE_64K, 42, DescriptorFormat.PA48),
        new TranslationRegime(Granule.SIZE_64K, 52, DescriptorFormat.LPA_64K));
  }

  @ParameterizedTest
  @MethodSource("regimes")
  void aHundredThousandTablesInAll(TranslationRegime regime) {
    int granule = (int) regime.granule().bytes();
    int perMemory = 64;
    // 4 x 22400 tables of 4 KiB, 2 x 4480 of 16 KiB, 2 x 1088 of 64 KiB: 100736 in all.
    int memories =
        switch (regime.granule()) {
          case SIZE_4K -> 350;
          case SIZE_16K -> 70;
          case SIZE_64K -> 17;
        };
    for (int i = 0; i < memories; i++) {
      long seed = 0x5eedL * 1000 + i;
      SplittableRandom random = new SplittableRandom(seed);
      String as = regime + " seed " + seed;
      ByteBuffer bytes = ByteBuffer.allocate(granule * perMemory);
      PhysicalMemory memory = PhysicalMemory.littleEndian();
      memory.add(BASE, bytes);
      fill(memory, bytes.capacity(), regime, random, 5.0 / regime.granule().entriesPerTable());
      TranslationContext tree = TranslationContext.plain(VaHalf.UPPER, regime, BASE);
      TableWalker walker = new TableWalker(memory, tree);
      CoverageCheck coverage = new CoverageCheck(tree, i < 4);
      walker.walkMerged(coverage);
      coverage.assertComplete(as);
      if (i < 4) {
        for (int n = 0; n < 500; n++) {
          long va = tree.startVa() | random.nextLong() >>> (64 - regime.vaBits());
          coverage.assertAgrees(walker, va, as + String.format(" va 0x%x", va));
        }
      }
    }
  }

  /** Tables full of pointers to each other would take until the end of days without a limit. */
  @ParameterizedTest
  @MethodSource("regimes")
  void tablesThatAllPointToEachOtherEnd(TranslationRegime regime) {
    int granule = (int) regime.granule().bytes();
    PhysicalMemory memory = PhysicalMemory.littleEndian();
    memory.add(BASE, granule * 16);
    fill(memory, granule * 16, regime, new SplittableRandom(7), 0.9);
    TranslationContext tree = TranslationContext.plain(VaHalf.UPPER, regime, BASE);
    CoverageCheck coverage = new CoverageCheck(tree, false);
    TableFindings findings = new TableFindings(tree, 100);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          TableWalker walker = new TableWalker(memory, tree);
          walker.walk(coverage);
          walker.walk(findings);
        });
    coverage.assertComplete("seed 7");
    assertThat(coverage.calls()).isLessThan(40_000_000L);
    assertThat(findings.kept()).hasSizeLessThanOrEqualTo(100);
    assertThat(findings.total()).isPositive();
  }

  @Test
  void pureNoise() {
    for (TranslationRegime regime : regimes().toList()) {
      SplittableRandom random = new SplittableRandom(11);
      int granule = (int) regime.granule().bytes();
      PhysicalMemory memory = PhysicalMemory.littleEndian();
      memory.add(0, granule * 64);
      for (int at = 0; at < granule * 64; at += 8) {
        memory.writeLong(at, random.nextLong());
      }
      for (int root = 0; root < 64; root++) {
        for (VaHalf half : List.of(VaHalf.LOWER, VaHalf.UPPER)) {
          TranslationContext tree = TranslationContext.plain(half, regime, root * (long) granule);
          CoverageCheck coverage = new CoverageCheck(tree, false);
          new TableWalker(memory, tree).walk(coverage);
          coverage.assertComplete("seed 11 root " + root);
        }
      }
    }
  }

  private static void fill(
      PhysicalMemory memory,
      int size,
      TranslationRegime regime,
      SplittableRandom random,
      double pointers) {
    long granule = regime.granule().bytes();
    long tables = size / granule;
    int at = 0;
    while (at < size) {
      long entry =
          switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextLong();
            case 2 -> random.nextLong() & ~Descriptor.VALID;
            default -> (random.nextLong() & ~3L) | random.nextInt(4);
          };
      if (random.nextDouble() < pointers) {
        long table = BASE + random.nextLong(tables) * granule;
        entry = regime.format().encode(table) | Descriptor.TABLE;
      }
      int run = Math.min(1 << random.nextInt(6), (size - at) / 8);
      long step = random.nextBoolean() ? 0 : regime.granule().levelSize(3 - random.nextInt(2));
      memory.fill(BASE + at, random.nextInt(3) == 0 ? run : 1, entry, step);
      at += 8;
      if (random.nextInt(3) == 0) {
        at += (run - 1) * 8;
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.compare.RangeMapping.Aspect;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs between tables is what differs when every page is asked for by itself. */
final class MappingDiffTest {
  private static final long ROOT = 0x1000_0000L;
  private static final long PAGE = 4096;
  private static final int ENTRIES = 512;

  /** 4K pages, 30 bits: a root of one table at level 2, 16 tables of pages beneath. */
  private static final TranslationRegime REGIME =
      new TranslationRegime(Granule.SIZE_4K, 30, DescriptorFormat.PA48);

  private static final long START = VaHalf.UPPER.start(30);
  private static final int TABLES = 16;

  private static final long[] ATTRIBUTES = {
    0x0068_0000_0000_0700L,
    0x0060_0000_0000_0780L,
    0x0040_0000_0000_0780L,
    0x0078_0000_0000_0700L,
    0x0068_0000_0000_0704L,
    0x0068_0000_0000_0f00L,
    0x0044_0000_0000_0780L,
  };

  private static PhysicalMemory memory() {
    PhysicalMemory memory = PhysicalMemory.littleEndian();
    memory.add(ROOT, (int) PAGE * (TABLES + 1));
    return memory;
  }

  private static TableWalker walker(PhysicalMemory memory) {
    return new TableWalker(memory, TranslationContext.plain(VaHalf.UPPER, REGIME, ROOT));
  }

  private static long table(int index) {
    return ROOT + PAGE * (index + 1);
  }

  /** Tables of a few runs and blocks, drawn from few choices so that two draws share a lot. */
  private static PhysicalMemory random(Random random) {
    PhysicalMemory memory = memory();
    for (int i = 0; i < TABLES; i++) {
      long blockPa = (long) (i + random.nextInt(2)) << 21;
      long attributes = ATTRIBUTES[random.nextInt(3)];
      switch (random.nextInt(4)) {
        case 0 -> memory.writeLong(ROOT + i * 8L, blockPa | attributes | Descriptor.BLOCK);
        case 1 -> memory.writeLong(ROOT + i * 8L, 0);
        default -> {
          memory.writeLong(ROOT + i * 8L, table(i) | Descriptor.TABLE);
          fillTable(memory, table(i), blockPa, random);
        }
      }
    }
    return memory;
  }

  private static void fillTable(PhysicalMemory memory, long table, long pa, Random random) {
    int index = 0;
    while (index < ENTRIES) {
      int count = Math.min(16 * (1 + random.nextInt(16)), ENTRIES - index);
      long first = pa + index * PAGE;
      long attributes = ATTRIBUTES[random.nextInt(ATTRIBUTES.length)] | Descriptor.PAGE;
      switch (random.nextInt(5)) {
        case 0 -> {}
        case 1 -> memory.fill(table + index * 8L, count, pa | attributes, 0);
        default -> memory.fill(table + index * 8L, count, first | attributes, PAGE);
      }
      index += count;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 17, -20230307})
  void everyPageIsJudgedAsWhenAskedAlone(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      PhysicalMemory before = random(random);
      PhysicalMemory after = random(random);
      List<MappingChange> changes = MappingDiff.of(walker(before), walker(after));
      String where = "seed " + seed + ", pair " + i;
      assertThat(MappingDiff.of(walker(before), walker(before))).as(where).isEmpty();
      assertThat(MappingDiff.of(walker(after), walker(before)))
          .as(where)
          .isEqualTo(changes.stream().map(MappingChange::mirrored).toList());
      assertOrderedAndMerged(changes, where);
      assertPages(before, after, changes, where);
    }
  }

  private static void assertOrderedAndMerged(List<MappingChange> changes, String where) {
    for (int i = 0; i < changes.size(); i++) {
      assertThat(changes.get(i).aspects()).as(where).isNotEmpty();
      if (i > 0) {
        MappingChange previous = changes.get(i - 1);
        assertThat(Long.compareUnsigned(previous.endVa() - 1, changes.get(i).va()))
            .as(where)
            .isNegative();
        boolean touch = previous.endVa() == changes.get(i).va();
        boolean alike =
            previous.before().equals(changes.get(i).before())
                && previous.after().equals(changes.get(i).after());
        assertThat(touch && alike).as("%s: %s", where, changes.get(i)).isFalse();
      }
    }
  }

  private static void assertPages(
      PhysicalMemory before, PhysicalMemory after, List<MappingChange> changes, String where) {
    for (long va = START; va < START + ((long) TABLES << 21); va += PAGE) {
      long[] old = page(before, va);
      long[] young = page(after, va);
      boolean same = Arrays.equals(old, young);
      long address = va;
      boolean listed =
          changes.stream()
              .anyMatch(change -> Long.compareUnsigned(address - change.va(), change.size()) < 0);
      assertThat(listed).as("%s: 0x%x", where, va).isEqualTo(!same);
    }
  }

  /** The output address, level and attributes of one page, by hand; nothing where unmapped. */
  private static long[] page(PhysicalMemory memory, long va) {
    long block = memory.readLong(ROOT + ((va - START) >>> 21) * 8);
    if (!Descriptor.isValid(block)) {
      return new long[0];
    }
    long attributeBits = ~0x0000_ffff_ffff_f000L & ~3L;
    if (Descriptor.isLeaf(block, 2)) {
      return new long[] {
        (block & 0x0000_ffff_ffe0_0000L) + (va & 0x1f_f000), 2, block & attributeBits
      };
    }
    long page = memory.readLong((block & 0x0000_ffff_ffff_f000L) + ((va >>> 12) & 511) * 8);
    return Descriptor.isValid(page)
        ? new long[] {page & 0x0000_ffff_ffff_f000L, 3, page & attributeBits}
        : new long[0];
  }

  @Test
  void eachAspectIsNamed() {
    long base = ATTRIBUTES[0];
    assertThat(aspects(base, base ^ Descriptor.AP_READ_ONLY)).containsExactly(Aspect.PERMISSION);
    assertThat(aspects(base, base ^ Descriptor.CONTIGUOUS)).containsExactly(Aspect.CONTIGUITY);
    assertThat(aspects(base, base ^ (1L << 2))).containsExactly(Aspect.MEMORY_TYPE);
    assertThat(aspects(base, base ^ Descriptor.NG)).containsExactly(Aspect.GLOBAL);
    assertThat(aspects(base, base ^ Descriptor.GP)).containsExactly(Aspect.GUARDED);
    assertThat(aspects(base, base + 0x10_0000)).containsExactly(Aspect.TARGET);
    assertThat(aspects(base, base ^ (1L << 55))).isEmpty();
  }

  private static List<Aspect> aspects(long before, long after) {
    PhysicalMemory old = memory();
    PhysicalMemory young = memory();
    old.writeLong(ROOT, table(0) | Descriptor.TABLE);
    young.writeLong(ROOT, table(0) | Descriptor.TABLE);
    old.fill(table(0), 16, 0x4000_0000L | before | Descriptor.PAGE, PAGE);
    young.fill(table(0), 16, 0x4000_0000L | after | Descriptor.PAGE, PAGE);
    List<MappingChange> changes = MappingDiff.of(walker(old), walker(young));
    List<Aspect> aspects = new ArrayList<>();
    changes.forEach(change -> aspects.addAll(change.aspects()));
    return aspects;
  }

  @Test
  void blocksAndPagesOfTheSameMemoryDifferInSizeOnly() {
    PhysicalMemory old = memory();
    PhysicalMemory young = memory();
    old.writeLong(ROOT, 0x4000_0000L | ATTRIBUTES[0] | Descriptor.BLOCK);
    young.writeLong(ROOT, table(0) | Descriptor.TABLE);
    young.fill(table(0), ENTRIES, 0x4000_0000L | ATTRIBUTES[0] | Descriptor.PAGE, PAGE);
    List<MappingChange> changes = MappingDiff.of(walker(old), walker(young));
    assertThat(changes).hasSize(1);
    assertThat(changes.get(0).aspects()).containsExactly(Aspect.BLOCK_SIZE);
    assertThat(changes.get(0).size()).isEqualTo(2L << 20);
  }

  @Test
  void theTopOfTheSpaceIsCompared() {
    PhysicalMemory old = memory();
    PhysicalMemory young = memory();
    old.writeLong(ROOT + 511 * 8, 0x4000_0000L | ATTRIBUTES[0] | Descriptor.BLOCK);
    List<MappingChange> changes = MappingDiff.of(walker(old), walker(young));
    assertThat(changes).hasSize(1);
    assertThat(changes.get(0).endVa()).isZero();
    assertThat(changes.get(0).after()).isEmpty();
    List<Mapping> mappings = walker(old).mappings();
    assertThat(mappings).hasSize(1);
  }

  @Test
  void descriptorsAreComparedByAddress() {
    PhysicalMemory old = memory();
    PhysicalMemory young = PhysicalMemory.littleEndian();
    young.add(ROOT, 4096);
    young.add(ROOT + 0x10_0000, 16);
    old.writeLong(ROOT + 8, 5);
    young.writeLong(ROOT + 8, 7);
    young.writeLong(ROOT + 0x10_0008, 9);
    List<DescriptorChange> changes = new ArrayList<>();
    MemoryDiff.of(old, young, changes::add);
    assertThat(changes).hasSize(1 + TABLES * ENTRIES + 2);
    assertThat(changes.get(0))
        .isEqualTo(new DescriptorChange(ROOT + 8, OptionalLong.of(5), OptionalLong.of(7)));
    assertThat(changes.get(changes.size() - 1))
        .isEqualTo(
            new DescriptorChange(ROOT + 0x10_0008, OptionalLong.empty(), OptionalLong.of(9)));
    assertThat(Optional.of(changes.get(1).after())).contains(OptionalLong.empty());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.RangeMapper.Target;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RangeMapperTest {
  private static final long TABLES = 0x7000_0000L;
  private static final int TABLE_BYTES = 24 << 20;
  private static final long PROT = 0x0068000000000703L;
  private static final int MAPS_PER_GRANULE = 1500;

  @ParameterizedTest
  @EnumSource(Granule.class)
  void everyByteOfRandomRangesTranslatesAndNothingElse(Granule granule) {
    long seeds = new Random().nextLong();
    PhysicalMemory memory = PhysicalMemory.littleEndian();
    memory.add(TABLES, TABLE_BYTES);
    for (int i = 0; i < MAPS_PER_GRANULE; i++) {
      long seed = seeds + i;
      try {
        new RandomMaps(memory, granule, new Random(seed)).check();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", " + granule + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void regionThatIsTooSmallIsNamed() {
    PhysicalMemory memory = PhysicalMemory.littleEndian();
    memory.add(TABLES, TABLE_BYTES);
    RangeMapper mapper =
        new RangeMapper(memory, Granule.SIZE_4K, DescriptorFormat.PA48, KernelTraits.none());
    TableRegion region = new TableRegion("init_pg_dir", TABLES, 2 * 4096, 4096);
    long root = region.take();
    assertThatThrownBy(
            () -> mapper.map(region, new Target(0x1000, 0x2000, 0x5000), PROT, 0, root, false))
        .isInstanceOf(TableRegionOverflowException.class)
        .hasMessageContaining("init_pg_dir")
        .hasMessageContaining("0x2000");
  }

  @Test
  void unmappingLeavesTheAddressWithoutTheValidBit() {
    PhysicalMemory memory = PhysicalMemory.littleEndian();
    memory.add(TABLES, TABLE_BYTES);
    RangeMapper mapper =
        new RangeMapper(memory, Granule.SIZE_4K, DescriptorFormat.PA48, KernelTraits.none());
    TableRegion region = new TableRegion("t", TABLES, TABLE_BYTES, 4096);
    long root = region.take();
    Target page = new Target(0x1000, 0x2000, 0x5000);
    mapper.map(region, page, PROT, 0, root, false);
    mapper.map(region, page, 0, 0, root, false);
    assertThat(memory.readLong(TABLES + 3 * 4096 + 8)).isEqualTo(0x5000);
    assertThat(region.pagesTaken()).isEqualTo(4);
  }

  @Test
  void sixtyFourKilobytePagesKeepBits49And48InPlaceToo() {
    PhysicalMemory memory = PhysicalMemory.littleEndian();
    memory.add(TABLES, TABLE_BYTES);
    RangeMapper mapper =
        new RangeMapper(memory, Granule.SIZE_64K, DescriptorFormat.LPA_64K, KernelTraits.none());
    TableRegion region = new TableRegion("t", TABLES, TABLE_BYTES, 65536);
    long root = region.take();
    mapper.map(region, new Target(0, 0x10000, 0xf_0000_0001_0000L), PROT, 1, root, false);
    assertThat(memory.readLong(TABLES + 2 * 65536))
        .isEqualTo(PROT | 0x0003_0000_0001_0000L | 0xf000L);
  }

  /** Some ranges in an empty space, and a second opinion on where each address must go. */
  private static final class RandomMaps {
    private final Granule granule;
    private final Random random;
    private final DescriptorFormat format;
    private final TranslationRegime regime;
    private final boolean onlyLevel2;
    private final boolean contiguous;
    private final PhysicalMemory memory;
    private final TableRegion region;
    private final List<Target> targets = new ArrayList<>();

    RandomMaps(PhysicalMemory memory, Granule granule, Random random) {
      this.memory = memory;
      this.granule = granule;
      this.random = random;
      DescriptorFormat wide =
          granule == Granule.SIZE_64K ? DescriptorFormat.LPA_64K : DescriptorFormat.LPA2;
      this.format = random.nextBoolean() ? wide : DescriptorFormat.PA48;
      this.regime = new TranslationRegime(granule, random.nextBoolean() ? 48 : 42, format);
      this.onlyLevel2 = random.nextBoolean();
      this.contiguous = random.nextBoolean();
      region = new TableRegion("t", TABLES, TABLE_BYTES, granule.bytes());
    }

    void check() {
      KernelTraits traits = KernelTraits.none().with(Trait.BLOCKS_ONLY_AT_LEVEL_2, onlyLevel2);
      RangeMapper mapper = new RangeMapper(memory, granule, format, traits);
      long root = region.take();
      long at = page(random.nextLong() & 0xff_ffff_ffffL);
      for (int i = 0; i < 1 + random.nextInt(3); i++) {
        long size = size();
        Target target = new Target(at, at + size, pa(at));
        targets.add(target);
        mapper.map(region, target, prot(), regime.rootLevel(), root, contiguous);
        at += size + page(random.nextLong() & 0xff_ffffL) + granule.bytes();
      }
      checkAddresses(root);
      Set<Long> tables = new HashSet<>();
      checkTable(root, regime.rootLevel(), tables);
      assertThat(tables).hasSize(region.pagesTaken());
      memory.clear(TABLES, (int) (region.pagesTaken() * granule.bytes()));
    }

    private long prot() {
      return format == DescriptorFormat.LPA2 ? PROT & ~Descriptor.SH_MASK : PROT;
    }

    /** Sizes around pages, contiguous runs and blocks. */
    private long size() {
      long pages =
          switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(4);
            case 1 -> 1 + random.nextInt(600);
            case 2 -> granule.contiguousEntries(3) * (1L + random.nextInt(5));
            default -> granule.entriesPerTable() + random.nextInt(2000);
          };
      return pages * granule.bytes();
    }

    /** Sometimes congruent to the virtual address modulo a block, sometimes by pages only. */
    private long pa(long va) {
      long high = random.nextLong() & (format == DescriptorFormat.PA48 ? 0x7fff : 0x7_ffff);
      long base = high << 32;
      return random.nextBoolean()
          ? base + (va & 0x3fff_ffffL)
          : base + page(random.nextInt() & 0xffff_ffffL);
    }

    private long page(long address) {
      return address & 0x7fff_ffff_ffff_ffffL & -granule.bytes();
    }

    private void checkAddresses(long root) {
      for (Target target : targets) {
        long size = target.end() - target.start();
        for (int i = 0; i < 12; i++) {
          long offset = (random.nextLong() & Long.MAX_VALUE) % size;
          if (i == 0) {
            offset = 0;
          } else if (i == 1) {
            offset = size - 1;
          }
          assertThat(translate(root, target.start() + offset)).isEqualTo(target.pa() + offset);
        }
        assertThat(translate(root, target.end())).isEqualTo(-1);
        assertThat(translate(root, target.start() - 1)).isEqualTo(-1);
      }
    }

    /** The output address for {@code va}, or -1 without one. */
    private long translate(long root, long va) {
      long table = root;
      for (int level = regime.rootLevel(); level <= 3; level++) {
        long descriptor = memory.readLong(table + 8L * regime.index(va, level));
        long output = format.decode(descriptor, granule);
        if (level < 3 && (descriptor & 3) == 3) {
          table = output;
        } else if ((descriptor & 3) == (level == 3 ? 3 : 1)) {
          return output + (va & (granule.levelSize(level) - 1));
        } else {
          return -1;
        }
      }
      return -1;
    }

    private void checkTable(long table, int level, Set<Long> tables) {
      assertThat(tables.add(table)).as("table 0x%x is used once", table).isTrue();
      for (int i = 0; i < granule.entriesPerTable(); i++) {
        long descriptor = memory.readLong(table + 8L * i);
        if (level < 3 && (descriptor & 3) == 3) {
          assertThat(descriptor & ~format.encode(-1L) & ~0x3_0000_0000_0000L)
              .isEqualTo(Descriptor.TABLE | Descriptor.UXN_TABLE);
          checkTable(format.decode(descriptor, granule), level + 1, tables);
        } else if ((descriptor & Descriptor.CONTIGUOUS) != 0) {
          assertThat(level).isEqualTo(3);
          assertThat(contiguous).isTrue();
          checkRun(table, i);
        } else if (descriptor != 0 && level < 3 && onlyLevel2) {
          assertThat(level).isEqualTo(2);
        }
      }
    }

    /** Entry {@code index} says it is one of a run: the run must be whole and aligned. */
    private void checkRun(long table, int index) {
      int entries = granule.contiguousEntries(3);
      long start = memory.readLong(table + 8L * (index & -entries));
      long expected = start + (index & (entries - 1)) * granule.bytes();
      if (memory.readLong(table + 8L * index) != expected
          || format.decode(start, granule) % (entries * granule.bytes()) != 0) {
        throw new AssertionError("entry " + index + " breaks its contiguous run");
      }
      if ((index & (entries - 1)) == entries - 1) {
        return;
      }
      if ((memory.readLong(table + 8L * (index + 1)) & Descriptor.CONTIGUOUS) == 0) {
        throw new AssertionError("the contiguous run of entry " + index + " is not complete");
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.FaultType;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Permissions;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables made by hand, each wrong or odd in one way. */
class TableFindingsTest {
  private static final long ROOT = 0x8000_0000L;
  private static final long NEXT = 0x8001_0000L;
  private static final long LAST = 0x8002_0000L;
  private static final long PAGE =
      Descriptor.PAGE | Descriptor.AF | Descriptor.SH_INNER | Descriptor.UXN | Descriptor.PXN;
  private static final long BLOCK = PAGE & ~2L;
  private static final TranslationRegime PLAIN =
      new TranslationRegime(Granule.SIZE_4K, 48, DescriptorFormat.PA48);
  private static final TranslationRegime LPA2 =
      new TranslationRegime(Granule.SIZE_4K, 52, DescriptorFormat.LPA2);

  private final PhysicalMemory memory = PhysicalMemory.littleEndian();

  TableFindingsTest() {
    memory.add(ROOT, 0x40000);
  }

  @Test
  void whatLiesBesideARootOf16EntriesIsNoTable() {
    for (int i = 0; i < 512; i++) {
      memory.writeLong(ROOT + i * 8L, 0xdead_beef_dead_beefL);
    }
    long root = ROOT + 0x480;
    memory.fill(root, 16, 0, 0);
    memory.writeLong(root + 15 * 8, NEXT | Descriptor.TABLE);
    memory.writeLong(NEXT, 1L << 39 | (BLOCK & ~Descriptor.SH_MASK));
    TableWalker walker = walker(LPA2, root);
    assertThat(walker.findings(5)).isEmpty();
    assertThat(walker.mappings()).singleElement().matches(m -> m.va() == -1L << 48);
    assertThat(pa(walker, (-1L << 48) + 0x1234)).isEqualTo((1L << 39) + 0x1234);
  }

  @Test
  void rootsStandAtUnalignedPlacesAsOn48BitHardware() {
    TranslationRegime regime = new TranslationRegime(Granule.SIZE_64K, 48, DescriptorFormat.PA48);
    memory.fill(ROOT, 8192, 0xdead_beef_dead_beefL, 0);
    memory.fill(ROOT + 0x1e00, 64, 0, 0);
    memory.writeLong(ROOT + 0x1e00 + 63 * 8, NEXT | Descriptor.TABLE);
    memory.writeLong(NEXT + 8191 * 8, 0x2000_0000L | BLOCK);
    TableWalker walker = walker(regime, ROOT + 0x1e00);
    assertThat(walker.findings(5)).isEmpty();
    assertThat(pa(walker, -1L)).isEqualTo(0x3fff_ffffL);
  }

  /** LPA2: each of output address bits 48 to 51 alone, in leaves and in tables. */
  @ParameterizedTest
  @ValueSource(ints = {47, 48, 49, 50, 51})
  void everyHighAddressBitOfLpa2(int bit) {
    highBit(LPA2, 1L << bit);
    highBit(new TranslationRegime(Granule.SIZE_16K, 52, DescriptorFormat.LPA2), 1L << bit);
  }

  @ParameterizedTest
  @ValueSource(ints = {47, 48, 49, 50, 51})
  void everyHighAddressBitOfLpa(int bit) {
    highBit(new TranslationRegime(Granule.SIZE_64K, 52, DescriptorFormat.LPA_64K), 1L << bit);
  }

  private static void highBit(TranslationRegime regime, long high) {
    long leafBits = PAGE & ~(regime.format() == DescriptorFormat.LPA2 ? Descriptor.SH_MASK : 0);
    PhysicalMemory far = PhysicalMemory.littleEndian();
    far.add(ROOT, (int) regime.granule().bytes());
    long table = ROOT;
    for (int level = regime.rootLevel() + 1; level <= 3; level++) {
      long next = high + level * 0x10_0000L;
      far.add(next, (int) regime.granule().bytes());
      far.writeLong(table, regime.format().encode(next) | Descriptor.TABLE);
      table = next;
    }
    far.writeLong(table, regime.format().encode(high) | leafBits);
    TableWalker walker = new TableWalker(far, TranslationContext.plain(VaHalf.LOWER, regime, ROOT));
    assertThat(walker.findings(5)).isEmpty();
    assertThat(pa(walker, 0x321)).isEqualTo(high + 0x321);
  }

  /** Linux leaves bits 49:48 in place beside their copy in 13:12: no finding, the same address. */
  @Test
  void theKernelsSecondCopyOfBits48And49IsHarmless() {
    TranslationRegime regime =
        new TranslationRegime(Granule.SIZE_64K, 42, DescriptorFormat.LPA_64K);
    memory.writeLong(ROOT, NEXT | Descriptor.TABLE);
    memory.writeLong(NEXT, 3L << 48 | 3L << 12 | PAGE);
    assertThat(walker(regime, ROOT).findings(5)).isEmpty();
    assertThat(pa(walker(regime, ROOT), 1)).isEqualTo((3L << 48) + 1);
    memory.writeLong(NEXT, 1L << 48 | PAGE);
    assertThat(kinds(walker(regime, ROOT))).containsExactly(FindingKind.RESERVED_BITS);
  }

  /** DS = 0: bits above 47 with SH = 3 are no address, and the high ones are reserved. */
  @Test
  void highAddressesWithSharedLeavesWithoutDs() {
    chain(PLAIN, 3L << 48 | 0x4000_0000L | PAGE);
    assertThat(pa(walker(PLAIN, ROOT), 0x10)).isEqualTo(0x4000_0010L);
    assertThat(kinds(walker(PLAIN, ROOT))).containsExactly(FindingKind.RESERVED_BITS);
  }

  @ParameterizedTest
  @CsvSource({
    "SIZE_4K, 48, PA48, 0, false",
    "SIZE_4K, 48, PA48, 1, true",
    "SIZE_4K, 52, LPA2, -1, false",
    "SIZE_4K, 52, LPA2, 0, true",
    "SIZE_4K, 48, LPA2, 0, true",
    "SIZE_16K, 48, PA48, 1, false",
    "SIZE_16K, 48, PA48, 0, false",
    "SIZE_16K, 48, PA48, 2, true",
    "SIZE_16K, 52, LPA2, 1, true",
    "SIZE_16K, 52, LPA2, 0, false",
    "SIZE_64K, 48, PA48, 1, false",
    "SIZE_64K, 52, LPA_64K, 1, true",
    "SIZE_64K, 42, PA48, 2, true",
  })
  void blocksWhereTheArchitectureAllowsThem(
      Granule granule, int vaBits, DescriptorFormat format, int level, boolean allowed) {
    TranslationRegime regime = new TranslationRegime(granule, vaBits, format);
    long bits = BLOCK & ~(format == DescriptorFormat.LPA2 ? Descriptor.SH_MASK : 0);
    memory.writeLong(ROOT, NEXT | Descriptor.TABLE);
    memory.writeLong(NEXT, LAST | Descriptor.TABLE);
    memory.writeLong(
        level == regime.rootLevel() ? ROOT : level == regime.rootLevel() + 1 ? NEXT : LAST, bits);
    TableWalker walker = walker(regime, ROOT);
    if (allowed) {
      assertThat(walker.findings(5)).isEmpty();
      assertThat(walker.mappings()).hasSize(1).first().matches(m -> m.level() == level);
    } else {
      assertThat(kinds(walker)).containsExactly(FindingKind.BLOCK_NOT_ALLOWED);
      assertThat(walker.mappings()).isEmpty();
      assertThat(fault(walker, 0)).isEqualTo(FaultType.TRANSLATION);
    }
  }

  @ParameterizedTest
  @EnumSource(Granule.class)
  void contiguousRunsWholeAndBroken(Granule granule) {
    TranslationRegime regime = new TranslationRegime(granule, 36, DescriptorFormat.PA48);
    int run = granule.contiguousEntries(3);
    long size = granule.bytes();
    long leaf = 0x4000_0000L | PAGE | Descriptor.CONTIGUOUS;
    long table = chain(regime, 0);
    memory.fill(table + run * 8L, run, leaf, size);
    TableWalker walker = walker(regime, ROOT);
    assertThat(walker.findings(5)).isEmpty();

    memory.writeLong(table + run * 16L - 8, 0);
    assertThat(kinds(walker)).containsExactly(FindingKind.CONTIGUOUS_BROKEN);
    memory.fill(table + run * 8L, run, leaf, size);
    memory.writeLong(table + run * 8L + 8, (leaf + size) & ~Descriptor.CONTIGUOUS);
    assertThat(kinds(walker)).containsExactly(FindingKind.CONTIGUOUS_BROKEN);
    memory.fill(table + run * 8L, run, leaf + size, size);
    assertThat(kinds(walker)).containsExactly(FindingKind.CONTIGUOUS_BROKEN);
    memory.fill(table + run * 8L, run, leaf, 0);
    assertThat(kinds(walker)).containsExactly(FindingKind.CONTIGUOUS_BROKEN);
    memory.fill(table + run * 8L, run, 0, 0);
    memory.fill(table + run * 8L - 8, run, leaf, size);
    List<TableFinding> shifted = walker.findings(5);
    assertThat(shifted).extracting(TableFinding::kind).containsOnly(FindingKind.CONTIGUOUS_BROKEN);
    assertThat(shifted.get(0).va()).isEqualTo(0);
  }

  /** The hardware may set the access flag in one entry of a run: that breaks nothing. */
  @Test
  void accessFlagsDifferWithinARunWhereTheHardwareSetsThem() {
    long table = chain(PLAIN, 0);
    long leaf = 0x4000_0000L | PAGE | Descriptor.CONTIGUOUS;
    memory.fill(table, 16, leaf, 4096);
    memory.writeLong(table + 24, (leaf + 3 * 4096) & ~Descriptor.AF);
    assertThat(kinds(walker(PLAIN, ROOT))).containsExactly(FindingKind.CONTIGUOUS_BROKEN);
    TranslationContext managed =
        new TranslationContext(VaHalf.LOWER, PLAIN, ROOT, 48, Permissions.PLAIN, Mair.LINUX, true);
    assertThat(new TableWalker(memory, managed).findings(5)).isEmpty();
  }

  @Test
  void contiguousAtALevelWithoutRuns() {
    TranslationRegime regime = new TranslationRegime(Granule.SIZE_16K, 52, DescriptorFormat.LPA2);
    memory.writeLong(ROOT, NEXT | Descriptor.TABLE);
    memory.writeLong(NEXT, (BLOCK & ~Descriptor.SH_MASK) | Descriptor.CONTIGUOUS);
    assertThat(kinds(walker(regime, ROOT))).containsExactly(FindingKind.CONTIGUOUS_NOT_ALLOWED);
  }

  @Test
  void reservedEncodings() {
    long table = chain(PLAIN, PAGE & ~2L);
    memory.writeLong(table + 16, (PAGE & ~Descriptor.SH_MASK) | 1L << 8);
    memory.writeLong(table + 32, PAGE | 5L << 2);
    TranslationContext tree =
        new TranslationContext(
            VaHalf.LOWER,
            PLAIN,
            ROOT,
            48,
            Permissions.PLAIN,
            new Mair(0x0000_0204_0044_ffffL | 0x02L << 40),
            false);
    TableWalker walker = new TableWalker(memory, tree);
    assertThat(kinds(walker))
        .containsExactly(
            FindingKind.RESERVED_PAGE,
            FindingKind.RESERVED_SHAREABILITY,
            FindingKind.RESERVED_MEMORY_TYPE);
    assertThat(fault(walker, 0)).isEqualTo(FaultType.TRANSLATION);
  }

  @Test
  void misalignedBlockHasReservedBits() {
    memory.writeLong(ROOT, NEXT | Descriptor.TABLE);
    memory.writeLong(NEXT, 0x4002_0000L | BLOCK);
    TableWalker walker = walker(PLAIN, ROOT);
    assertThat(kinds(walker)).containsExactly(FindingKind.RESERVED_BITS);
    assertThat(pa(walker, 5)).isEqualTo(0x4000_0005L);
  }

  @Test
  void tablesThatLeadBackAreCycles() {
    memory.writeLong(ROOT, NEXT | Descriptor.TABLE);
    memory.writeLong(NEXT, ROOT | Descriptor.TABLE);
    memory.writeLong(NEXT + 8, NEXT | Descriptor.TABLE);
    TableWalker walker = walker(PLAIN, ROOT);
    assertThat(kinds(walker)).containsExactly(FindingKind.CYCLE, FindingKind.CYCLE);
    assertThat(walker.translate(0)).isInstanceOf(Translation.class);
  }

  @Test
  void aTableAtTwoLevels() {
    memory.writeLong(ROOT, NEXT | Descriptor.TABLE);
    memory.writeLong(ROOT + 8, LAST | Descriptor.TABLE);
    memory.writeLong(LAST, NEXT | Descriptor.TABLE);
    assertThat(kinds(walker(PLAIN, ROOT))).containsExactly(FindingKind.TABLE_AT_TWO_LEVELS);
  }

  @Test
  void tablesOutsideMemoryAndBeyondTheOutputSize() {
    memory.writeLong(ROOT, 0x9000_0000L | Descriptor.TABLE);
    memory.writeLong(ROOT + 8, 1L << 40 | Descriptor.TABLE);
    memory.writeLong(ROOT + 16, NEXT | Descriptor.TABLE);
    memory.fill(NEXT, 4, (1L << 40) - (2L << 30) | BLOCK, 1L << 30);
    TranslationContext tree =
        new TranslationContext(VaHalf.LOWER, PLAIN, ROOT, 40, Permissions.PLAIN, Mair.LINUX, false);
    TableWalker walker = new TableWalker(memory, tree);
    assertThat(kinds(walker))
        .containsExactly(
            FindingKind.TABLE_OUTSIDE_MEMORY,
            FindingKind.TABLE_BEYOND_OUTPUT_SIZE,
            FindingKind.OUTPUT_BEYOND_SIZE);
    long third = 2L << 39;
    assertThat(walker.findings(5).get(2).va()).isEqualTo(third + (2L << 30));
    assertThat(fault(walker, 0)).isEqualTo(FaultType.EXTERNAL_ABORT);
    assertThat(fault(walker, 1L << 39)).isEqualTo(FaultType.ADDRESS_SIZE);
    assertThat(pa(walker, third)).isEqualTo((1L << 40) - (2L << 30));
    assertThat(fault(walker, third + (2L << 30))).isEqualTo(FaultType.ADDRESS_SIZE);
  }

  @Test
  void rootsThatAreNotThere() {
    assertThat(kinds(walker(PLAIN, 0x1000))).containsExactly(FindingKind.TABLE_OUTSIDE_MEMORY);
    assertThat(fault(walker(PLAIN, 0x1000), -1)).isEqualTo(FaultType.EXTERNAL_ABORT);
    TranslationContext far =
        new TranslationContext(VaHalf.LOWER, PLAIN, ROOT, 31, Permissions.PLAIN, Mair.LINUX, false);
    assertThat(kinds(new TableWalker(memory, far)))
        .containsExactly(FindingKind.TABLE_BEYOND_OUTPUT_SIZE);
  }

  @Test
  void accessFlagFaultsUnlessTheHardwareSetsIt() {
    chain(PLAIN, PAGE & ~Descriptor.AF);
    assertThat(fault(walker(PLAIN, ROOT), 0)).isEqualTo(FaultType.ACCESS_FLAG);
    TranslationContext managed =
        new TranslationContext(VaHalf.LOWER, PLAIN, ROOT, 48, Permissions.PLAIN, Mair.LINUX, true);
    assertThat(new TableWalker(memory, managed).translate(0))
        .isInstanceOf(Translation.Mapped.class);
  }

  @Test
  void addressesOutsideTheHalfFault() {
    chain(PLAIN, PAGE);
    assertThat(fault(walker(PLAIN, ROOT), 1L << 48)).isEqualTo(FaultType.TRANSLATION);
    assertThat(fault(walker(PLAIN, ROOT), -1)).isEqualTo(FaultType.TRANSLATION);
  }

  @Test
  void bigEndianTables() {
    PhysicalMemory big = PhysicalMemory.of(ByteOrder.BIG_ENDIAN);
    big.add(ROOT, 0x1000);
    big.writeLong(ROOT, 0x4000_0000L | BLOCK);
    TranslationRegime regime = new TranslationRegime(Granule.SIZE_4K, 39, DescriptorFormat.PA48);
    TableWalker walker = new TableWalker(big, TranslationContext.plain(VaHalf.LOWER, regime, ROOT));
    assertThat(pa(walker, 7)).isEqualTo(0x4000_0007L);
    assertThat(walker.mappings()).hasSize(1);
  }

  /** Equal leaves of one table and the next are one mapping, as are shared pages. */
  @Test
  void runsOfAdjacentTablesAreJoined() {
    memory.writeLong(ROOT, NEXT | Descriptor.TABLE);
    memory.writeLong(NEXT, LAST | Descriptor.TABLE);
    memory.writeLong(LAST, (LAST + 0x1000) | Descriptor.TABLE);
    memory.writeLong(LAST + 8, (LAST + 0x2000) | Descriptor.TABLE);
    memory.fill(LAST + 24, 500, (LAST + 0x3000) | Descriptor.TABLE, 0);
    memory.fill(LAST + 0x1000, 512, 0x4000_0000L | PAGE, 4096);
    memory.fill(LAST + 0x2000, 512, 0x4020_0000L | PAGE, 4096);
    memory.fill(LAST + 0x3000, 512, 0x5000_0000L | PAGE, 0);
    assertThat(walker(PLAIN, ROOT).mappings())
        .containsExactly(
            new Mapping(0, 4L << 20, 0x4000_0000L, false, 3, 0x4000_0000L | PAGE, 0),
            new Mapping(6L << 20, 1000L << 20, 0x5000_0000L, true, 3, 0x5000_0000L | PAGE, 0));
  }

  @Test
  void limitsOfTablesReachTheRights() {
    memory.writeLong(ROOT, NEXT | Descriptor.TABLE | Descriptor.PXN_TABLE);
    memory.writeLong(NEXT, (BLOCK & ~Descriptor.PXN) | Descriptor.AP_EL0);
    Permissions off = new Permissions(false, false, false, false, Optional.empty());
    TranslationContext tree = TranslationContext.plain(VaHalf.LOWER, PLAIN, ROOT);
    Translation.Mapped mapped = (Translation.Mapped) new TableWalker(memory, tree).translate(0x10);
    assertThat(mapped.rights()).isEqualTo(off.rights(mapped.leaf() | Descriptor.PXN, 0));
    assertThat(mapped.steps()).extracting(WalkStep::level).containsExactly(0, 1);
    assertThat(mapped.steps().get(1).entryPa()).isEqualTo(NEXT);
  }

  /** A chain of tables down to one at level 3, whose first entry is {@code leaf}. */
  private long chain(TranslationRegime regime, long leaf) {
    long table = ROOT;
    for (int level = regime.rootLevel(); level < 3; level++) {
      memory.writeLong(table, (table + 0x1_0000) | Descriptor.TABLE);
      table += 0x1_0000;
    }
    memory.writeLong(table, leaf);
    return table;
  }

  private TableWalker walker(TranslationRegime regime, long root) {
    VaHalf half = root == ROOT ? VaHalf.LOWER : VaHalf.UPPER;
    return new TableWalker(memory, TranslationContext.plain(half, regime, root));
  }

  private static List<FindingKind> kinds(TableWalker walker) {
    return walker.findings(5).stream().map(TableFinding::kind).toList();
  }

  private static long pa(TableWalker walker, long va) {
    Translation translation = walker.translate(va);
    assertThat(translation).isInstanceOf(Translation.Mapped.class);
    return ((Translation.Mapped) translation).pa();
  }

  private static FaultType fault(TableWalker walker, long va) {
    Translation translation = walker.translate(va);
    assertThat(translation).isInstanceOf(Translation.Faulting.class);
    return ((Translation.Faulting) translation).type();
  }
}

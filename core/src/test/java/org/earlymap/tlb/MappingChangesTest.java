// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Mair;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import org.junit.jupiter.api.Test;

/** Tables with one thing changed, and what the change takes. */
final class MappingChangesTest {
  private static final TranslationRegime REGIME =
      new TranslationRegime(Granule.SIZE_4K, 39, DescriptorFormat.PA48);
  private static final Mair WITH_TAGS = new Mair(0x0000_0004_0044_f0ffL);
  private static final long ROOT = 0x4000_0000L;
  private static final long LEVEL_2 = 0x4000_1000L;
  private static final long LEVEL_3 = 0x4000_2000L;
  private static final long OTHER_LEVEL_3 = 0x4000_3000L;
  private static final long START = 0xffff_ff80_0000_0000L;
  private static final long KERNEL_PAGE = 0x0068_0000_0000_0703L;

  @Test
  void equalTablesDoNotChange() {
    assertThat(changes(tables(), tables())).isEmpty();
  }

  @Test
  void mappingNeedsNothing() {
    EntryChange change = only(tables(), page(20, old -> KERNEL_PAGE | 0x8000_0000L));

    assertThat(change.reasons()).containsExactly(ChangeReason.MAPPED);
    assertThat(change.va()).isEqualTo(START + 20 * 4096);
    assertThat(plan(change)).isEmpty();
  }

  @Test
  void unmappingNeedsInvalidationOnly() {
    EntryChange change = only(tables(), page(3, old -> 0));

    assertThat(change.reasons()).containsExactly(ChangeReason.UNMAPPED);
    assertThat(change.needsBreakBeforeMake()).isFalse();
    assertThat(plan(change).orElseThrow().operations())
        .containsExactly(
            new TlbiOperation(
                TlbiInstruction.VAALE1IS, AddressOperand.of(START + 3 * 4096, 0).encode()));
  }

  @Test
  void permissionsNeedInvalidationOnly() {
    EntryChange change =
        only(tables(), page(3, old -> (old | Descriptor.AP_READ_ONLY) & ~Descriptor.DBM));

    assertThat(change.reasons()).containsExactly(ChangeReason.PERMISSIONS);
    assertThat(change.needsBreakBeforeMake()).isFalse();
  }

  @Test
  void softwareBitsNeedNothing() {
    EntryChange change = only(tables(), page(3, old -> old ^ (1L << 55)));

    assertThat(change.reasons()).containsExactly(ChangeReason.SOFTWARE_BITS);
    assertThat(plan(change)).isEmpty();
  }

  @Test
  void otherMemoryTypeOrAddressNeedsBreakBeforeMake() {
    breaks(ChangeReason.OUTPUT_ADDRESS, old -> old + 0x10_0000);
    breaks(ChangeReason.MEMORY_TYPE, old -> old | 3 << 2);
    breaks(ChangeReason.SHAREABILITY, old -> old & ~Descriptor.SH_MASK);
    breaks(ChangeReason.EL0_EXECUTION, old -> old & ~Descriptor.UXN);
    breaks(ChangeReason.CONTIGUITY, old -> old | Descriptor.CONTIGUOUS);
  }

  @Test
  void tagsNeedInvalidationOnly() {
    EntryChange change = only(tables(), page(3, old -> old | 1 << 2));

    assertThat(change.reasons()).containsExactly(ChangeReason.TAGGING);
    assertThat(change.needsBreakBeforeMake()).isFalse();
    assertThat(plan(change)).isPresent();
  }

  @Test
  void globalIsNotAsNonGlobal() {
    PhysicalMemory owned = page(3, old -> old | Descriptor.NG);

    assertThat(only(tables(), owned).reasons()).containsExactly(ChangeReason.BECOMES_NON_GLOBAL);
    assertThat(only(tables(), owned).needsBreakBeforeMake()).isFalse();
    assertThat(only(owned, tables()).reasons()).containsExactly(ChangeReason.BECOMES_GLOBAL);
    assertThat(only(owned, tables()).needsBreakBeforeMake()).isTrue();
  }

  @Test
  void anythingInContiguousRunNeedsBreakBeforeMake() {
    PhysicalMemory run = page(3, old -> old | Descriptor.CONTIGUOUS);
    PhysicalMemory readOnly = page(3, old -> old | Descriptor.CONTIGUOUS | Descriptor.AP_READ_ONLY);

    assertThat(only(run, readOnly).reasons())
        .containsExactlyInAnyOrder(ChangeReason.PERMISSIONS, ChangeReason.CONTIGUITY);
  }

  @Test
  void pagesThatBecomeBlockNeedBreakBeforeMakeAndMoreThanLeaves() {
    PhysicalMemory block = tables();
    block.writeLong(LEVEL_2, 0x0068_0000_8000_0701L);
    EntryChange change =
        changes(tables(), block).stream()
            .filter(candidate -> candidate.reasons().contains(ChangeReason.BLOCK_SIZE))
            .findFirst()
            .orElseThrow();

    assertThat(change.before()).hasValue(3);
    assertThat(change.after()).hasValue(2);
    assertThat(change.needsBreakBeforeMake()).isTrue();
    assertThat(plan(change).orElseThrow().operations())
        .hasSize(16)
        .allMatch(operation -> operation.instruction() == TlbiInstruction.VAAE1IS);
  }

  @Test
  void movedAndRemovedTablesAreInvalidatedThemselves() {
    PhysicalMemory moved = tables();
    moved.copy(LEVEL_3, OTHER_LEVEL_3, 4096);
    moved.writeLong(LEVEL_2, OTHER_LEVEL_3 | Descriptor.TABLE);
    EntryChange change = only(tables(), moved);

    assertThat(change.reasons()).containsExactly(ChangeReason.TABLE_MOVED);
    assertThat(change.size()).isEqualTo(2 << 20);
    assertThat(plan(change).orElseThrow().operations())
        .containsExactly(
            new TlbiOperation(TlbiInstruction.VAAE1IS, AddressOperand.of(START, 0).encode()));

    PhysicalMemory removed = tables();
    removed.writeLong(LEVEL_2, 0);
    assertThat(changes(tables(), removed))
        .extracting(EntryChange::reasons)
        .anyMatch(reasons -> reasons.contains(ChangeReason.TABLE_REMOVED));
  }

  /** Whatever changes, an address is in a change just where its leaf differs. */
  @Test
  void everyChangedPageIsInOneChange() {
    long seed = 4711;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      PhysicalMemory before = tables();
      PhysicalMemory after = tables();
      for (int i = 0; i < 64; i++) {
        before.writeLong(LEVEL_3 + 8L * i, leaf(random, i));
        after.writeLong(LEVEL_3 + 8L * i, leaf(random, i));
      }
      List<EntryChange> changes = changes(before, after);
      for (int i = 0; i < 64; i++) {
        long va = START + i * 4096L;
        long in =
            changes.stream()
                .filter(change -> Long.compareUnsigned(va - change.va(), change.size()) < 0)
                .count();
        boolean differs = before.readLong(LEVEL_3 + 8L * i) != after.readLong(LEVEL_3 + 8L * i);
        assertThat(in).as("seed %d round %d page %d", seed, round, i).isEqualTo(differs ? 1 : 0);
      }
    }
  }

  private static long leaf(Random random, int page) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> KERNEL_PAGE + 0x8000_0000L + page * 4096L;
      case 2 -> (KERNEL_PAGE | Descriptor.AP_READ_ONLY) + 0x8000_0000L + page * 4096L;
      default -> KERNEL_PAGE + 0x9000_0000L;
    };
  }

  private static void breaks(ChangeReason reason, LongUnaryOperator edit) {
    EntryChange change = only(tables(), page(3, edit));
    assertThat(change.reasons()).containsExactly(reason);
    assertThat(change.needsBreakBeforeMake()).isTrue();
    assertThat(plan(change)).isPresent();
  }

  private static Optional<TlbiPlan> plan(EntryChange change) {
    TlbiCpu cpu = new TlbiCpu(false, false, false);
    return new ChangePlanner(RegimeKind.EL1, Granule.SIZE_4K, cpu, FlushAlgorithm.DESCENDING)
        .plan(change);
  }

  private static EntryChange only(PhysicalMemory before, PhysicalMemory after) {
    List<EntryChange> changes = changes(before, after);
    assertThat(changes).hasSize(1);
    return changes.get(0);
  }

  private static List<EntryChange> changes(PhysicalMemory before, PhysicalMemory after) {
    return new ArrayList<>(MappingChanges.between(walker(before), walker(after)));
  }

  private static TableWalker walker(PhysicalMemory memory) {
    return new TableWalker(
        memory, TranslationContext.plain(VaHalf.UPPER, REGIME, ROOT).withMair(WITH_TAGS));
  }

  /** Sixteen pages at the start of the upper half. */
  private static PhysicalMemory tables() {
    PhysicalMemory memory = PhysicalMemory.littleEndian();
    memory.add(ROOT, 0x4000);
    memory.writeLong(ROOT, LEVEL_2 | Descriptor.TABLE);
    memory.writeLong(LEVEL_2, LEVEL_3 | Descriptor.TABLE);
    memory.fill(LEVEL_3, 16, KERNEL_PAGE | 0x8000_0000L, 4096);
    return memory;
  }

  private static PhysicalMemory page(int index, LongUnaryOperator edit) {
    PhysicalMemory memory = tables();
    long at = LEVEL_3 + 8L * index;
    memory.writeLong(at, edit.applyAsLong(memory.readLong(at)));
    return memory;
  }
}

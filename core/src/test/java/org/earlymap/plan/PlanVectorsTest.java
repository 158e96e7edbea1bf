// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.earlymap.Range;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Mair;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.earlymap.table.Mapping;
import org.earlymap.table.Translation;
import org.junit.jupiter.api.Test;

/** Cases that hand-written tables got wrong, and what a plan refuses. */
final class PlanVectorsTest {
  private static final int READ_WRITE = Rights.EL1_READ | Rights.EL1_WRITE;
  private static final int READ_EXECUTE = Rights.EL1_READ | Rights.EL1_EXECUTE;

  @Test
  void aRegionOf6148KiBIsThreeBlocksAndOnePage() {
    PlannedTables tables =
        plan(space(Granule.SIZE_4K, 36, false), region("r", 0x4000_0000L, 6148 << 10, READ_WRITE))
            .tables("t");
    assertThat(tables.pages()).isEqualTo(3);
    assertThat(mappings(tables))
        .extracting(Mapping::va, Mapping::size, Mapping::level)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0x4000_0000L, 6L << 20, 2),
            org.assertj.core.groups.Tuple.tuple(0x4060_0000L, 4096L, 3));
    assertThat(walk(tables, 0x4060_0fffL)).isInstanceOf(Translation.Mapped.class);
    assertThat(walk(tables, 0x4060_1000L)).isInstanceOf(Translation.Faulting.class);
    assertThat(walk(tables, 0x3fff_ffffL)).isInstanceOf(Translation.Faulting.class);
  }

  @Test
  void noBlockStandsAtALevelThatHasNone() {
    // 64 GiB and 4 TiB: level 1 of 16K and of 64K, which have blocks with 52-bit addresses only.
    for (Granule granule : new Granule[] {Granule.SIZE_16K, Granule.SIZE_64K}) {
      long size = granule.levelSize(1);
      PlannedTables narrow =
          plan(space(granule, 48, false), region("r", size, size, READ_WRITE)).tables("t");
      assertThat(mappings(narrow)).extracting(Mapping::level).containsExactly(2);
      PlannedTables wide =
          plan(space(granule, 48, true), region("r", size, size, READ_WRITE)).tables("t");
      assertThat(mappings(wide)).extracting(Mapping::level).containsExactly(1);
    }
    long half = Granule.SIZE_4K.levelSize(0);
    assertThat(
            mappings(
                plan(space(Granule.SIZE_4K, 48, true), region("r", half, half, READ_WRITE))
                    .tables("t")))
        .extracting(Mapping::level)
        .containsExactly(0);
    assertThat(
            mappings(
                plan(space(Granule.SIZE_4K, 48, false), region("r", half, half, READ_WRITE))
                    .tables("t")))
        .extracting(Mapping::level)
        .containsExactly(1);
  }

  @Test
  void addressBits49To51LieWhereLpa2HasThem() {
    for (int bit = 47; bit < 52; bit++) {
      long pa = 1L << bit;
      PlannedTables tables =
          plan(
                  space(Granule.SIZE_4K, 52, true),
                  new PlanRegion("r", 0x1000, pa, 0x1000, normal(READ_WRITE), false))
              .tables("t");
      Mapping page = mappings(tables).get(0);
      long expected = bit < 50 ? 1L << bit : 1L << (bit - 42);
      assertThat(page.descriptor() & (0x3_ffff_ffff_f000L | 0x300L)).isEqualTo(expected);
      assertThat(page.pa()).isEqualTo(pa);
    }
    long last = (1L << 52) - 0x1000;
    PlanRegion highest =
        new PlanRegion("r", 0x10000, last & -0x10000L, 0x10000, normal(READ_WRITE), false);
    PlannedTables top =
        new Plan(
                space(Granule.SIZE_64K, 52, true),
                List.of(highest),
                List.of(),
                PlanPolicy.USUAL,
                Plan.TableMemory.at(0x10_0000))
            .tables("t");
    assertThat(mappings(top).get(0).descriptor() & 0xffff_ffff_f000L).isEqualTo(0xffff_ffff_f000L);
  }

  @Test
  void stage2ConcatenatesRootsWhereThatTakesFewerTables() {
    PlanSpace space =
        new PlanSpace(RegimeKind.STAGE2, Granule.SIZE_4K, OptionalInt.of(40), 48, false, false);
    int all = READ_WRITE | READ_WRITE << 3;
    PlannedTables tables =
        new Plan(
                space,
                List.of(region("r", 0x4000_0000L, 1 << 30, all)),
                List.of(),
                PlanPolicy.USUAL,
                Plan.TableMemory.at(0x5000_0000L))
            .tables("t");
    assertThat(tables.roots().get(0).regime().rootLevel()).isEqualTo(1);
    assertThat(tables.roots().get(0).regime().concatenation()).isEqualTo(1);
    assertThat(tables.pages()).isEqualTo(2);
    assertThat(Descriptor.isLeaf(mappings(tables).get(0).descriptor(), 1)).isTrue();
  }

  @Test
  void permissionsThatChangeInsideAPageAreNamed() {
    PlanRegion text = program(".text", 0x4000_0000L, 0x1800, READ_EXECUTE);
    PlanRegion constants = program(".rodata", 0x4000_1800L, 0x1000, Rights.EL1_READ);
    assertThatThrownBy(() -> plan(space(Granule.SIZE_4K, 36, false), text, constants).tables("t"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(".rodata (EL1 r-- EL0 ---, normal) begins at 0x0000000040001800")
        .hasMessageContaining(".text")
        .hasMessageContaining("align it to 4 KiB");
    Plan split =
        new Plan(
            space(Granule.SIZE_4K, 36, false),
            List.of(text, constants),
            List.of(),
            new PlanPolicy(Long.MAX_VALUE, true, true, PlanPolicy.SharedPages.SPLIT, false),
            Plan.TableMemory.CHOSEN);
    assertThat(mappings(split.tables("t")))
        .extracting(Mapping::va, Mapping::size)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0x4000_0000L, 0x2000L),
            org.assertj.core.groups.Tuple.tuple(0x4000_2000L, 0x1000L));
    PlanRegion data = program(".data", 0x4000_1800L, 0x1000, READ_WRITE);
    assertThatThrownBy(
            () ->
                new Plan(
                        space(Granule.SIZE_4K, 36, false),
                        List.of(text, data),
                        List.of(),
                        split.policy(),
                        Plan.TableMemory.CHOSEN)
                    .tables("t"))
        .hasMessageContaining(".text and .data")
        .hasMessageContaining("writable and executable");
  }

  @Test
  void whatCannotBeIsRefused() {
    PlanSpace space = space(Granule.SIZE_4K, 36, false);
    PlanRegion one = region("one", 0x1000, 0x2000, READ_WRITE);
    refused(plan(space, one, region("two", 0x2000, 0x1000, READ_WRITE)), "two at", "overlaps one");
    refused(plan(space, region("odd", 0x1000, 0x800, READ_WRITE)), "odd", "whole pages of 4 KiB");
    refused(plan(space, region("far", 1L << 36, 0x1000, READ_WRITE)), "far", "36 bits");
    refused(plan(space, region("wx", 0x1000, 0x1000, 7)), "writable and executable");
    refused(plan(space, region("x", 0x1000, 0x1000, Rights.EL1_EXECUTE)), "no leaf");
    refused(
        new Plan(
            space,
            List.of(one),
            List.of(new PlanGuard("stack guard", new Range(0x2000, 0x3000))),
            PlanPolicy.USUAL,
            Plan.TableMemory.CHOSEN),
        "stack guard",
        "one");
    refused(
        new Plan(
            space,
            List.of(one),
            List.of(),
            PlanPolicy.USUAL,
            new Plan.TableMemory(
                java.util.OptionalLong.of(0x8000), java.util.OptionalLong.of(0x1000), List.of())),
        "the tables need 3 pages, 12 KiB, 12288 bytes, and the plan gives them 0x1000 bytes");
    refused(
        new Plan(space, List.of(one), List.of(), PlanPolicy.USUAL, Plan.TableMemory.at(0x8800)),
        "whole pages at a multiple of 0x1000");
    for (long beyond : new long[] {-0x1000L, 1L << 48, (1L << 48) - 0x1000, Long.MIN_VALUE}) {
      refused(
          new Plan(space, List.of(one), List.of(), PlanPolicy.USUAL, Plan.TableMemory.at(beyond)),
          "bits of a physical address");
    }
  }

  @Test
  void tablesAreChosenBehindWhatIsMapped() {
    PlanSpace space = space(Granule.SIZE_4K, 36, false);
    PlanRegion one = region("one", 0x4000_1000L, 0x2000, READ_WRITE);
    assertThat(plan(space, one).tables("t").pa()).isEqualTo(0x4000_3000L);
    Plan.TableMemory within =
        new Plan.TableMemory(
            java.util.OptionalLong.empty(),
            java.util.OptionalLong.empty(),
            List.of(new Range(0x4000_0000L, 0x4010_0000L)));
    PlannedTables tables =
        new Plan(space, List.of(one), List.of(), PlanPolicy.USUAL, within).tables("t");
    assertThat(tables.pa()).isEqualTo(0x4000_3000L);
    assertThat(tables.registers().mair()).isEqualTo(new Mair(0xf0_ff_bb_44_0c_08_04_00L));
  }

  private static void refused(Plan plan, String... words) {
    assertThatThrownBy(() -> plan.tables("t"))
        .isInstanceOf(PlanException.class)
        .hasMessageContainingAll(words);
  }

  private static Translation walk(PlannedTables tables, long va) {
    return tables.walker(tables.roots().get(0)).translate(va);
  }

  private static List<Mapping> mappings(PlannedTables tables) {
    return tables.walker(tables.roots().get(0)).mappings();
  }

  private static PlanSpace space(Granule granule, int vaBits, boolean wide) {
    return new PlanSpace(
        RegimeKind.EL1, granule, OptionalInt.of(vaBits), wide ? 52 : 48, wide, false);
  }

  private static Plan plan(PlanSpace space, PlanRegion... regions) {
    return new Plan(space, List.of(regions), List.of(), PlanPolicy.USUAL, Plan.TableMemory.CHOSEN);
  }

  private static PlanRegion region(String name, long at, long size, int rights) {
    return new PlanRegion(name, at, at, size, normal(rights), false);
  }

  private static PlanRegion program(String name, long at, long size, int rights) {
    return new PlanRegion(name, at, at, size, normal(rights), true);
  }

  private static PlanRegion.Attributes normal(int rights) {
    return PlanRegion.Attributes.of(rights, RegionMemory.NORMAL);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.boot.space.AddressSpace;
import org.earlymap.boot.space.RandomSpaces;
import org.earlymap.compare.RegionChange.Kind;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.LayoutConstants;
import org.earlymap.layout.RegionKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A diff names every difference once, and only differences. */
final class LayoutDiffTest {
  private static NamedLayout layout(AddressSpace space) {
    return new NamedLayout("", space.regions(), LayoutConstants.of(space.layout()));
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 20230307, -9})
  void selfIsEmptyAndSidesMirror(long seed) {
    RandomSpaces spaces = new RandomSpaces(seed);
    NamedLayout before = layout(spaces.next());
    for (int i = 0; i < 300; i++) {
      NamedLayout after = layout(spaces.next());
      String where = "seed " + seed + ", pair " + i;
      assertThat(LayoutDiff.of(after, after).isEmpty()).as(where).isTrue();
      LayoutDiff diff = LayoutDiff.of(before, after);
      assertThat(LayoutDiff.of(after, before)).as(where).isEqualTo(diff.mirrored());
      assertThat(diff.isEmpty()).as(where).isEqualTo(before.equals(after));
      assertThat(applied(before.regions(), diff))
          .as(where)
          .containsExactlyInAnyOrderElementsOf(after.regions());
      before = after;
    }
  }

  /** What the second side must be, going by the first and the diff. */
  private static List<AddressRegion> applied(List<AddressRegion> before, LayoutDiff diff) {
    List<AddressRegion> result = new ArrayList<>(before);
    for (RegionChange change : diff.regions()) {
      change.before().ifPresent(region -> assertThat(result.remove(region)).isTrue());
      change.after().ifPresent(result::add);
    }
    return result;
  }

  private static AddressRegion region(String name, int depth, long start, long end) {
    return new AddressRegion(name, RegionKind.LINEAR_MAP, depth, start, end, "");
  }

  private static NamedLayout of(AddressRegion... regions) {
    return new NamedLayout("", List.of(regions), Map.of());
  }

  @Test
  void everyKindOfChangeHasItsName() {
    NamedLayout before =
        of(
            region("moves", 0, 0x1000, 0x2000),
            region("grows", 0, 0x2000, 0x3000),
            region("shrinks", 0, 0x4000, 0x6000),
            region("goes", 0, 0x6000, 0x7000),
            region("stays", 0, 0x7000, 0x8000));
    NamedLayout after =
        of(
            region("moves", 0, 0x1800, 0x2800),
            region("grows", 0, 0x2000, 0x4000),
            region("shrinks", 0, 0x5000, 0x6000),
            region("stays", 0, 0x7000, 0x8000),
            region("comes", 0, 0x8000, 0x9000));
    assertThat(LayoutDiff.of(before, after).regions())
        .extracting(RegionChange::kind)
        .containsExactly(Kind.MOVED, Kind.GREW, Kind.MOVED_AND_SHRANK, Kind.WENT, Kind.APPEARED);
  }

  @Test
  void namesakesAreMatchedInOrder() {
    NamedLayout before =
        of(region("memory", 1, 0x1000, 0x2000), region("memory", 1, 0x3000, 0x4000));
    NamedLayout after =
        of(
            region("memory", 1, 0x1000, 0x2000),
            region("memory", 1, 0x3000, 0x5000),
            region("memory", 1, 0x6000, 0x7000));
    assertThat(LayoutDiff.of(before, after).regions())
        .containsExactly(
            new RegionChange(
                Kind.GREW,
                Optional.of(region("memory", 1, 0x3000, 0x4000)),
                Optional.of(region("memory", 1, 0x3000, 0x5000))),
            new RegionChange(
                Kind.APPEARED, Optional.empty(), Optional.of(region("memory", 1, 0x6000, 0x7000))));
  }

  @Test
  void constantsAreCompared() {
    Map<String, Long> old = new LinkedHashMap<>();
    old.put("VA_BITS", 48L);
    old.put("GONE", 1L);
    Map<String, Long> young = new LinkedHashMap<>();
    young.put("VA_BITS", 52L);
    LayoutDiff diff =
        LayoutDiff.of(new NamedLayout("a", List.of(), old), new NamedLayout("b", List.of(), young));
    assertThat(diff.constants())
        .containsExactly(
            new ConstantChange("GONE", OptionalLong.of(1), OptionalLong.empty()),
            new ConstantChange("VA_BITS", OptionalLong.of(48), OptionalLong.of(52)));
  }
}

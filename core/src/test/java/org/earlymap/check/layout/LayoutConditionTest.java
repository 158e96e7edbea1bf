// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.earlymap.Range;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegime;
import org.junit.jupiter.api.Test;

/** Conditions that hold in every configuration, on numbers with which they do not. */
final class LayoutConditionTest {
  @Test
  void fixmapMeetsPciIo() {
    Range pci = new Range(0xffff_ffff_c080_0000L, 0xffff_ffff_c180_0000L);
    Range above = new Range(0xffff_ffff_ff00_0000L, 0xffff_ffff_ff80_0000L);
    Range meeting = new Range(0xffff_ffff_c180_0000L, 0xffff_ffff_ff80_0000L);

    assertThat(FixmapApartFromPci.areApart(above, pci, true)).isTrue();
    assertThat(FixmapApartFromPci.areApart(above, pci, false)).isFalse();
    assertThat(FixmapApartFromPci.areApart(meeting, pci, true)).isFalse();
    assertThat(FixmapApartFromPci.areApart(pci, above, false)).isTrue();
  }

  @Test
  void fixmapNeedsTwoTables() {
    assertThat(FixmapInOneTable.isInOneTable(0x3fff_f000L, 0x3fff_ffffL, 30)).isTrue();
    assertThat(FixmapInOneTable.isInOneTable(0x3fff_f000L, 0x4000_0fffL, 30)).isFalse();
  }

  @Test
  void linearMapEndsWithinRootEntry() {
    TranslationRegime fourLevels =
        new TranslationRegime(Granule.SIZE_4K, 48, DescriptorFormat.PA48);
    TranslationRegime fiveLevels =
        new TranslationRegime(Granule.SIZE_4K, 52, DescriptorFormat.LPA2);

    assertThat(LinearMapEndsAtRootEntry.isSafe(fourLevels, -1L << 48, -1L << 47)).isTrue();
    assertThat(LinearMapEndsAtRootEntry.isSafe(fourLevels, -1L << 48, -1L << 38)).isFalse();
    assertThat(LinearMapEndsAtRootEntry.isSafe(fiveLevels, -1L << 48, -1L << 47)).isTrue();
    assertThat(LinearMapEndsAtRootEntry.isSafe(fiveLevels, -1L << 52, -1L << 47)).isFalse();
  }

  @Test
  void regionsOverlap() {
    Map<String, Long> order = new LinkedHashMap<>();
    order.put("MODULES_VADDR", -1L << 47);
    order.put("VMALLOC_END", -1L << 30);
    assertThat(RegionsInOrder.outOfOrder(order)).isEmpty();

    order.put("VMEMMAP_START", -1L << 31);
    assertThat(RegionsInOrder.outOfOrder(order)).contains("VMEMMAP_START");
  }
}

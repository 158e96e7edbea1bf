// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.boot.decide.BootException;
import org.earlymap.config.KernelConfig;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.KaslrPlacement;
import org.earlymap.layout.KvmLimits;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.layout.RegionKind;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every address space, and what single ones look like. */
final class AddressSpaceTest {
  private static final int SPACES_PER_SEED = 500;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  @ParameterizedTest
  @ValueSource(longs = {1, 20230307, 0x6d656d73, -42})
  void invariantsHoldForRandomSpaces(long seed) {
    RandomSpaces spaces = new RandomSpaces(seed);
    for (int i = 0; i < SPACES_PER_SEED; i++) {
      AddressSpace space = spaces.next();
      String where = "seed " + seed + ", space " + i + ": " + describe(space);
      List<AddressRegion> top =
          space.regions().stream()
              .filter(region -> region.depth() == 0 && region.kind() != RegionKind.ID_MAP)
              .toList();
      assertDividesTheUpperHalf(top, space, where);
      assertChildrenLieInside(space, where);
      assertAligned(space, where);
    }
  }

  private static void assertDividesTheUpperHalf(
      List<AddressRegion> top, AddressSpace space, String where) {
    long expected = space.layout().linearStart();
    for (AddressRegion region : top) {
      assertThat(region.start()).as("%s: start of %s", where, region).isEqualTo(expected);
      expected = region.end();
    }
    assertThat(expected).as("%s: the last region ends at 2^64", where).isZero();
  }

  private static void assertChildrenLieInside(AddressSpace space, String where) {
    for (AddressRegion region : space.regions()) {
      if (region.depth() > 0) {
        assertThat(space.regions())
            .as("%s: something holds %s", where, region)
            .anyMatch(other -> other.depth() == 0 && other.contains(region));
      }
    }
    for (RegionKind kind : new RegionKind[] {RegionKind.LINEAR_MAP, RegionKind.FIXMAP}) {
      List<AddressRegion> children =
          space.regions().stream()
              .filter(region -> region.kind() == kind && region.depth() == 1)
              .toList();
      for (int i = 1; i < children.size(); i++) {
        assertThat(Long.compareUnsigned(children.get(i - 1).end() - 1, children.get(i).start()))
            .as("%s: %s before %s", where, children.get(i - 1), children.get(i))
            .isNegative();
      }
    }
  }

  private static void assertAligned(AddressSpace space, String where) {
    VaLayout layout = space.layout();
    long page = layout.config().granule().bytes();
    for (AddressRegion region : space.regions()) {
      if (region.depth() == 0) {
        assertThat(region.start() % page).as("%s: %s", where, region).isZero();
      }
    }
    layout
        .kasanShadow()
        .ifPresent(
            shadow -> {
              assertThat(layout.pageEnd() % shadow.alignment()).as(where).isZero();
              assertThat(shadow.end() % shadow.alignment()).as(where).isZero();
            });
    Fixmap fixmap = Fixmap.of(layout);
    boolean fixmapIsApart =
        Long.compareUnsigned(fixmap.totalStart(), layout.pciIoEnd()) > 0
            || Long.compareUnsigned(layout.fixaddrTop(), layout.pciIoStart()) < 0;
    assertThat(fixmapIsApart).as("%s: fixmap and PCI I/O are apart", where).isTrue();
    long low = space.inputs().textPa().orElse(0) % (2 * MIB);
    if (layout.config().relocatable()) {
      assertThat(space.kaslr().offset() % (2 * MIB)).as(where).isEqualTo(low);
    }
    space
        .linearMap()
        .ifPresent(
            map ->
                assertThat(map.memstartAddr() % LinearMapPlacement.memstartAlign(layout.config()))
                    .as("%s: memstart_addr", where)
                    .isZero());
  }

  private static String describe(AddressSpace space) {
    KernelConfig config = space.layout().config();
    return config.granule().label()
        + "/"
        + config.vaBits()
        + " on "
        + space.layout().vaBitsActual()
        + " bits, "
        + config.kasan()
        + ", struct page "
        + space.layout().structPageSize()
        + ", "
        + space.layout().traits();
  }

  private static AddressSpace space(String release, Map<String, String> options, int actual) {
    KernelTraits traits =
        release.equals(KernelTraits.LPA2_SERIES)
            ? KernelTraits.lpa2Series()
            : KernelTraits.of(KernelRelease.parse(release).orElseThrow());
    VaLayout layout = VaLayout.of(KernelConfig.of(options), traits, actual);
    AddressSpace.Inputs inputs =
        new AddressSpace.Inputs(
            List.of(new Range(GIB, 2 * GIB)),
            OptionalLong.of(GIB + 2 * MIB),
            KaslrPlacement.of(layout, 0, GIB + 2 * MIB),
            OptionalInt.of(52),
            layout.config().paBits(),
            false);
    return AddressSpace.of(layout, new AddressSpace.Image(32 * MIB, true, List.of()), inputs);
  }

  private static Map<String, String> lpa2() {
    return Map.of("ARM64_4K_PAGES", "y", "ARM64_VA_BITS", "52", "ARM64_PA_BITS", "52");
  }

  private static AddressRegion named(AddressSpace space, String name) {
    return space.regions().stream()
        .filter(region -> region.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void withoutLpa2VmallocTakesPartOfVmemmap() {
    AddressSpace space = space("6.12.117", lpa2(), 48);
    AddressRegion given = named(space, "vmemmap given back");
    assertThat(given.start()).isEqualTo(0xffffc1ffc0000000L);
    assertThat(given.end()).isEqualTo(space.layout().vmallocEnd());
    assertThat(named(space, "vmalloc() area").contains(given)).isTrue();
    assertThat(named(space, "Linear Mapping").start()).isEqualTo(0xffff000000000000L);
    assertThat(space("6.12.117", lpa2(), 52).regions())
        .noneMatch(region -> region.name().equals("vmemmap given back"));
  }

  @Test
  void memoryAndItsStructPagesAreShown() {
    AddressSpace space = space("6.12.117", lpa2(), 52);
    AddressRegion memory = named(space, "memory");
    assertThat(memory.start()).isEqualTo(0xfff0000000000000L);
    assertThat(memory.size()).isEqualTo(GIB);
    AddressRegion pages = named(space, "struct page of memory");
    assertThat(pages.start()).isEqualTo(space.layout().vmemmapStart());
    assertThat(pages.size()).isEqualTo(GIB / 4096 * 64);
    AddressRegion alias = named(space, "alias of the kernel image");
    assertThat(alias.start()).isEqualTo(memory.start() + 2 * MIB);
  }

  @Test
  void kvmIsLimitedTo48BitsInTheSeries() {
    assertThat(space("lpa2-v3", lpa2(), 52).kvm()).contains(new KvmLimits(48, 48));
    assertThat(space("lpa2-v3", lpa2(), 48).kvm()).contains(new KvmLimits(48, 48));
    assertThat(space("6.12.117", lpa2(), 52).kvm()).contains(new KvmLimits(52, 52));
    assertThat(space("6.12.117", lpa2(), 48).kvm()).contains(new KvmLimits(48, 48));
    Map<String, String> wide =
        Map.of("ARM64_64K_PAGES", "y", "ARM64_VA_BITS", "52", "ARM64_PA_BITS", "52");
    assertThat(space("lpa2-v3", wide, 52).kvm()).contains(new KvmLimits(52, 52));
    Map<String, String> small =
        Map.of("ARM64_4K_PAGES", "y", "ARM64_VA_BITS", "39", "ARM64_PA_BITS", "48");
    assertThat(space("6.12.117", small, 39).kvm()).contains(new KvmLimits(48, 48));
    assertThat(space("6.1", small, 39).kvm()).contains(new KvmLimits(39, 48));
  }

  @Test
  void theIdMapOf61HasTheBitsThatItsImageNeeds() {
    Map<String, String> small =
        Map.of("ARM64_4K_PAGES", "y", "ARM64_VA_BITS", "39", "ARM64_PA_BITS", "48");
    VaLayout layout =
        VaLayout.of(
            KernelConfig.of(small), KernelTraits.of(KernelRelease.parse("6.1").orElseThrow()), 39);
    AddressSpace.Inputs high =
        new AddressSpace.Inputs(
            List.of(new Range(1L << 40, 1L << 41)),
            OptionalLong.of(1L << 40),
            KaslrPlacement.of(layout, 0, 1L << 40),
            OptionalInt.of(44),
            48,
            false);
    AddressSpace space =
        AddressSpace.of(layout, new AddressSpace.Image(32 * MIB, true, List.of()), high);
    assertThat(space.idMapBits()).isEqualTo(41);
  }

  @ParameterizedTest
  @ValueSource(longs = {0xffff_ffff_fff0_0000L, 1L << 63, 1L << 56, (1L << 56) - MIB})
  void anImageBeyondAllPhysicalAddressesIsRefused(long textPa) {
    KernelConfig config =
        KernelConfig.of(
            Map.of("ARM64_4K_PAGES", "y", "ARM64_VA_BITS", "48", "ARM64_PA_BITS", "48"));
    VaLayout layout =
        VaLayout.of(config, KernelTraits.of(KernelRelease.parse("6.12").orElseThrow()), 48);
    AddressSpace.Inputs inputs =
        new AddressSpace.Inputs(
            List.of(),
            OptionalLong.of(textPa),
            KaslrPlacement.of(layout, 0, textPa),
            OptionalInt.of(48),
            48,
            false);
    assertThatThrownBy(() -> AddressSpace.of(layout, AddressSpace.Image.usual(), inputs))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("ends beyond the 56 physical address bits");
  }

  @Test
  void aRegionHasASize() {
    assertThatThrownBy(() -> new AddressRegion("empty", RegionKind.MODULES, 0, 4096, 4096, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a range");
    assertThatThrownBy(() -> new AddressRegion("reversed", RegionKind.MODULES, 0, 8192, 4096, ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new AddressRegion("top", RegionKind.MODULES, 0, -4096, 0, "").size())
        .isEqualTo(4096);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.earlymap.Range;
import org.earlymap.config.KernelConfig;
import org.earlymap.layout.LinearMapPlacement.Dropped;
import org.earlymap.layout.LinearMapPlacement.Inputs;
import org.earlymap.layout.LinearMapPlacement.Reason;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;

/** Memory that does not fit, and what moves {@code memstart_addr}. */
final class LinearMapPlacementTest {
  private static final long GIB = 1L << 30;

  private static VaLayout layout(String pages, int vaBits, int actual, String release) {
    KernelConfig config =
        KernelConfig.of(
            Map.of(
                "ARM64_" + pages + "_PAGES",
                "y",
                "ARM64_VA_BITS",
                Integer.toString(vaBits),
                "ARM64_PA_BITS",
                vaBits == 52 ? "52" : "48",
                "RANDOMIZE_BASE",
                "y",
                "SPARSEMEM_VMEMMAP",
                "y"));
    return VaLayout.of(config, KernelTraits.of(KernelRelease.parse(release).orElseThrow()), actual);
  }

  private static LinearMapPlacement place(VaLayout layout, int seed, Range... banks) {
    return LinearMapPlacement.of(
        layout, new Inputs(List.of(banks), 48, 40, seed, 0x4080_0000L, false));
  }

  @Test
  void memoryAboveTheLinearMapIsDropped() {
    VaLayout layout = layout("16K", 36, 36, "6.12");
    LinearMapPlacement placement =
        place(layout, 0, new Range(GIB, 4 * GIB), new Range(30 * GIB, 50 * GIB));
    // 36 bits leave 32 GiB of linear map; it starts at 1 GiB.
    assertThat(placement.dropped())
        .containsExactly(new Dropped(new Range(33 * GIB, 50 * GIB), Reason.ABOVE_LINEAR_MAP));
    assertThat(placement.banks())
        .containsExactly(new Range(GIB, 4 * GIB), new Range(30 * GIB, 33 * GIB));
    assertThat(placement.memstartAddr()).isEqualTo(GIB);
    assertThat(placement.linearVa(33 * GIB)).isEqualTo(layout.pageEnd());
  }

  @Test
  void lowMemoryGivesWayToAnImageThatIsHigh() {
    VaLayout layout = layout("16K", 36, 36, "6.12");
    LinearMapPlacement placement =
        LinearMapPlacement.of(
            layout,
            new Inputs(
                List.of(new Range(GIB, 4 * GIB), new Range(60 * GIB, 64 * GIB)),
                48,
                40,
                0,
                62 * GIB,
                false));
    assertThat(placement.dropped())
        .containsExactly(
            new Dropped(new Range(62 * GIB, 64 * GIB), Reason.ABOVE_LINEAR_MAP),
            new Dropped(new Range(GIB, 4 * GIB), Reason.BELOW_LINEAR_MAP));
    assertThat(placement.memstartAddr()).isEqualTo(30 * GIB);
    assertThat(placement.banks()).containsExactly(new Range(60 * GIB, 62 * GIB));
  }

  @Test
  void memoryBeyondThePhysicalAddressesIsDropped() {
    LinearMapPlacement placement =
        place(
            layout("4K", 48, 48, "6.12"),
            0,
            new Range(GIB, 2 * GIB),
            new Range(1L << 48, 5L << 47));
    assertThat(placement.dropped())
        .containsExactly(
            new Dropped(new Range(1L << 48, 5L << 47), Reason.BEYOND_PHYSICAL_ADDRESSES));
  }

  @Test
  void banksAreMergedAndOrdered() {
    LinearMapPlacement placement =
        place(
            layout("4K", 48, 48, "6.12"),
            0,
            new Range(3 * GIB, 4 * GIB),
            new Range(0, GIB),
            new Range(0, 0),
            new Range(GIB, 2 * GIB),
            new Range(0, GIB / 2));
    assertThat(placement.banks())
        .containsExactly(new Range(0, 2 * GIB), new Range(3 * GIB, 4 * GIB));
  }

  @Test
  void aSmallerSpaceShiftsTheStart() {
    Range bank = new Range(GIB, 2 * GIB);
    assertThat(place(layout("4K", 52, 48, "6.12"), 0, bank).memstartAddr())
        .isEqualTo(GIB - ((1L << 52) - (1L << 48)));
    assertThat(place(layout("16K", 52, 47, "6.12"), 0, bank).memstartAddr())
        .isEqualTo(GIB - ((1L << 52) - (1L << 47)));
    assertThat(place(layout("64K", 52, 48, "6.1"), 0, bank).memstartAddr())
        .isEqualTo(GIB - ((1L << 52) - (1L << 48)));
  }

  @Test
  void theSeedMovesTheStartOnlyWhereThereIsRoom() {
    Range bank = new Range(GIB, 2 * GIB);
    // 2^47 of linear map, 2^40 of physical addresses: 130048 steps of 1 GiB, half of them.
    assertThat(place(layout("4K", 48, 48, "6.12"), 0x8000, bank).memstartAddr())
        .isEqualTo(GIB - GIB * (((1L << 47) - (1L << 40)) / GIB / 2));
    assertThat(place(layout("4K", 39, 39, "6.12"), 0x8000, bank).memstartAddr()).isEqualTo(GIB);
  }

  /** From 6.16 on the linear map is where it is, whatever the seed. */
  @Test
  void laterReleasesKeepNoSeedForIt() {
    long seed = 0x1234_5678_9abc_8000L;
    assertThat(KaslrPlacement.of(layout("4K", 48, 48, "6.12"), seed, GIB).linearSeed())
        .isEqualTo(0x8000);
    assertThat(KaslrPlacement.of(layout("4K", 48, 48, "6.16"), seed, GIB).linearSeed()).isZero();
  }

  @Test
  void nonVheHypervisorLimitsTheLinearMapTo51Bits() {
    VaLayout layout = layout("4K", 52, 52, "6.12");
    Range bank = new Range(0, 1L << 40);
    Range far = new Range(3L << 50, (3L << 50) + GIB);
    Inputs free = new Inputs(List.of(bank, far), 52, 52, 0, GIB, false);
    Inputs capped = new Inputs(List.of(bank, far), 52, 52, 0, GIB, true);
    assertThat(LinearMapPlacement.of(layout, free).dropped()).isEmpty();
    assertThat(LinearMapPlacement.of(layout, capped).dropped())
        .containsExactly(new Dropped(far, Reason.ABOVE_LINEAR_MAP));
  }
}

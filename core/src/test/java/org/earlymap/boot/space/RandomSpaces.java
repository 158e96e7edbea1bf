// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.space;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.earlymap.Range;
import org.earlymap.config.KernelConfig;
import org.earlymap.config.KernelConfigException;
import org.earlymap.layout.KaslrPlacement;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;

/** Address spaces of random kernels on random machines; the same seed makes the same ones. */
public final class RandomSpaces {
  private static final String[] PAGES = {"4K", "16K", "64K"};
  private static final int[][] VA_BITS = {{39, 48, 52}, {36, 47, 48, 52}, {42, 48, 52}};
  private static final String[] KASAN = {"", "KASAN_GENERIC", "KASAN_SW_TAGS", "KASAN_HW_TAGS"};
  private static final String[] RELEASES = {
    "6.1", "6.1.192", "6.3", "6.4", "6.5", "6.8", "6.9", "6.12.26", "6.12.117", "6.18", "7.2"
  };
  private static final String[] OPTIONS = {
    "RELOCATABLE",
    "RANDOMIZE_BASE",
    "UNMAP_KERNEL_AT_EL0",
    "ACPI_APEI_GHES",
    "ARM_SDE_INTERFACE",
    "SPARSEMEM_VMEMMAP",
    "VMAP_STACK"
  };
  private static final int[] PA_BITS = {32, 36, 40, 42, 44, 48, 52};

  private final Random random;

  /** The spaces of {@code seed}. */
  public RandomSpaces(long seed) {
    this.random = new Random(seed);
  }

  /** The next address space. */
  public AddressSpace next() {
    while (true) {
      try {
        return draw();
      } catch (KernelConfigException exception) {
        // A combination that no kernel has: draw again.
      }
    }
  }

  private AddressSpace draw() {
    int pages = random.nextInt(PAGES.length);
    int vaBits = VA_BITS[pages][random.nextInt(VA_BITS[pages].length)];
    boolean pa52 = vaBits == 52 || (pages == 2 && random.nextBoolean());
    Map<String, String> options = new LinkedHashMap<>();
    options.put("ARM64_" + PAGES[pages] + "_PAGES", "y");
    options.put("ARM64_VA_BITS", Integer.toString(vaBits));
    options.put("ARM64_PA_BITS", pa52 ? "52" : "48");
    for (String option : OPTIONS) {
      options.put(option, random.nextInt(4) > 0 ? "y" : "n");
    }
    String kasan = KASAN[random.nextInt(KASAN.length)];
    if (!kasan.isEmpty()) {
      options.put(kasan, "y");
    }
    KernelConfig config = KernelConfig.of(options);
    int release = random.nextInt(RELEASES.length + 1);
    KernelTraits traits =
        release == RELEASES.length
            ? KernelTraits.lpa2Series()
            : KernelTraits.of(KernelRelease.parse(RELEASES[release]).orElseThrow());
    int actual = random.nextBoolean() ? config.vaBits() : config.vaBitsMin();
    VaLayout layout = VaLayout.of(config, traits, actual, 32 + 8 * random.nextInt(13));
    long imageSize = (1L + random.nextInt(1024)) << 16;
    int paBits = PA_BITS[random.nextInt(PA_BITS.length)];
    List<Range> banks = banks(paBits);
    long textPa =
        banks.isEmpty() ? 0x4020_0000L : banks.get(0).start() + ((long) random.nextInt(64) << 16);
    OptionalLong text = random.nextInt(4) == 0 ? OptionalLong.empty() : OptionalLong.of(textPa);
    long seed = random.nextInt(3) == 0 ? 0 : random.nextLong();
    AddressSpace.Inputs inputs =
        new AddressSpace.Inputs(
            banks,
            text,
            KaslrPlacement.of(layout, seed, text.orElse(0)),
            OptionalInt.of(paBits),
            config.paBits() == 52 && (!config.lpa2() || actual == 52) ? 52 : 48,
            random.nextInt(4) == 0);
    return AddressSpace.of(layout, new AddressSpace.Image(imageSize, false, List.of()), inputs);
  }

  private List<Range> banks(int paBits) {
    List<Range> banks = new ArrayList<>();
    long next = (long) random.nextInt(1 << 14) << 16;
    long limit = 1L << Math.min(paBits, 48);
    for (int i = random.nextInt(4); i > 0; i--) {
      long size = (1L + random.nextInt(1 << 14)) << (16 + random.nextInt(12));
      if (next + size > limit) {
        break;
      }
      banks.add(new Range(next, next + size));
      next += size + ((long) random.nextInt(1 << 14) << (16 + random.nextInt(12)));
    }
    return banks;
  }
}

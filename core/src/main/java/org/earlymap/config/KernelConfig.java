// SPDX-License-Identifier: Apache-2.0
package org.earlymap.config;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.Ints;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegime;

/**
 * A kernel's DotConfig symbols, and what the memory map takes from them. Keys are without {@code
 * CONFIG_}; values are as in a {@code .config}, strings without their quotes.
 */
public final class KernelConfig {
  private static final int USUAL_CPUS = 512;
  private static final int MOST_CPUS = 4096;

  private final ImmutableSortedMap<String, String> options;
  private final Granule granule;
  private final int vaBits;
  private final int paBits;

  private KernelConfig(
      ImmutableSortedMap<String, String> options, Granule granule, int vaBits, int paBits) {
    this.options = options;
    this.granule = granule;
    this.vaBits = vaBits;
    this.paBits = paBits;
  }

  /**
   * Reads the page size and the address widths out of {@code options} and checks that arm64 has
   * such a kernel.
   *
   * @throws KernelConfigException where one is missing or the combination does not exist
   */
  public static KernelConfig of(Map<String, String> options) {
    ImmutableSortedMap<String, String> sorted = ImmutableSortedMap.copyOf(options);
    Granule granule = granuleOf(sorted);
    int vaBits = number(sorted, "ARM64_VA_BITS");
    int paBits = number(sorted, "ARM64_PA_BITS");
    String name = granule.label() + " pages, " + vaBits + " VA bits, " + paBits + " PA bits";
    if (!vaBitsWith(granule).contains(vaBits)) {
      throw new KernelConfigException("no arm64 kernel has " + name);
    }
    if (paBits != 48 && paBits != 52) {
      throw new KernelConfigException("CONFIG_ARM64_PA_BITS is 48 or 52, not " + paBits);
    }
    if (paBits == 52 && granule != Granule.SIZE_64K && vaBits != 52) {
      throw new KernelConfigException(name + ": 52 PA bits need 64K pages or 52 VA bits");
    }
    return new KernelConfig(sorted, granule, vaBits, paBits);
  }

  /** The values that CONFIG_ARM64_VA_BITS can have with pages of {@code granule}, ascending. */
  public static List<Integer> vaBitsWith(Granule granule) {
    return switch (granule) {
      case SIZE_4K -> List.of(39, 48, 52);
      case SIZE_16K -> List.of(36, 47, 48, 52);
      case SIZE_64K -> List.of(42, 48, 52);
    };
  }

  /** The page size. */
  public Granule granule() {
    return granule;
  }

  /** CONFIG_ARM64_VA_BITS: 36 to 52. */
  public int vaBits() {
    return vaBits;
  }

  /** CONFIG_ARM64_PA_BITS: 48 or 52. */
  public int paBits() {
    return paBits;
  }

  /** VA_BITS_MIN: the address bits that the kernel can fall back to; 48, or 47 with 16K pages. */
  public int vaBitsMin() {
    if (vaBits <= 48) {
      return vaBits;
    }
    return granule == Granule.SIZE_16K ? 47 : 48;
  }

  /** SECTION_SIZE_BITS: log2 of the memory that one section of sparse memory holds. */
  public int sectionSizeBits() {
    return granule == Granule.SIZE_64K ? 29 : 27;
  }

  /**
   * CONFIG_NR_CPUS: how many CPUs the build is for; 512, arm64's default, where it is not said.
   *
   * @throws KernelConfigException where it is no number from 1 to 4096
   */
  public int nrCpus() {
    int cpus = options.containsKey("NR_CPUS") ? number(options, "NR_CPUS") : USUAL_CPUS;
    if (cpus < 1 || cpus > MOST_CPUS) {
      throw new KernelConfigException("CONFIG_NR_CPUS is 1 to " + MOST_CPUS + ", not " + cpus);
    }
    return cpus;
  }

  /** CONFIG_PGTABLE_LEVELS: 2 to 5. */
  public int pgtableLevels() {
    return levelsFor(vaBits);
  }

  /** ARM64_HW_PGTABLE_LEVELS({@code bits}): the levels that resolve an address of that width. */
  public int levelsFor(int bits) {
    return (bits - 4) / (granule.shift() - 3);
  }

  /** CONFIG_ARM64_LPA2: 52-bit addresses with 4K or 16K pages. */
  public boolean lpa2() {
    return paBits == 52 && granule != Granule.SIZE_64K;
  }

  /** How this build's page tables hold an output address, whatever the CPU. */
  public DescriptorFormat descriptorFormat() {
    if (paBits == 48) {
      return DescriptorFormat.PA48;
    }
    return granule == Granule.SIZE_64K ? DescriptorFormat.LPA_64K : DescriptorFormat.LPA2;
  }

  /** The upper half of the address space with {@code bits} address bits. */
  public TranslationRegime regime(int bits) {
    return new TranslationRegime(granule, bits, descriptorFormat());
  }

  /** Which sanitizer is on. */
  public Kasan kasan() {
    if (isSet("KASAN_GENERIC")) {
      return Kasan.GENERIC;
    }
    if (isSet("KASAN_SW_TAGS")) {
      return Kasan.SW_TAGS;
    }
    return isSet("KASAN_HW_TAGS") ? Kasan.HW_TAGS : Kasan.NONE;
  }

  /** Whether {@code CONFIG_}{@code option} is {@code y}. */
  public boolean isSet(String option) {
    return "y".equals(options.get(option));
  }

  /** The value of {@code CONFIG_}{@code option}, without quotes. */
  public Optional<String> value(String option) {
    return Optional.ofNullable(options.get(option));
  }

  /** CONFIG_RELOCATABLE: the kernel applies its relocations when it boots. */
  public boolean relocatable() {
    return isSet("RELOCATABLE");
  }

  /** CONFIG_RANDOMIZE_BASE: KASLR. */
  public boolean randomizeBase() {
    return isSet("RANDOMIZE_BASE");
  }

  /** CONFIG_CPU_BIG_ENDIAN: data, and so every descriptor, is stored big endian. */
  public boolean bigEndian() {
    return isSet("CPU_BIG_ENDIAN");
  }

  /** All options, sorted by name. */
  public Map<String, String> options() {
    return options;
  }

  private static Granule granuleOf(Map<String, String> options) {
    for (Granule granule : Granule.values()) {
      if ("y".equals(options.get("ARM64_" + granule.label() + "_PAGES"))
          || "y".equals(options.get("PAGE_SIZE_" + granule.label() + "B"))) {
        return granule;
      }
    }
    throw new KernelConfigException(
        "the configuration does not say the page size: none of CONFIG_ARM64_4K_PAGES,"
            + " CONFIG_ARM64_16K_PAGES, CONFIG_ARM64_64K_PAGES is y");
  }

  private static int number(Map<String, String> options, String option) {
    String text = options.get(option);
    Integer number = text == null ? null : Ints.tryParse(text);
    if (number == null) {
      throw new KernelConfigException(
          "the configuration does not say CONFIG_"
              + option
              + (text == null ? "" : ": '" + text + "' is not a number"));
    }
    return number;
  }
}

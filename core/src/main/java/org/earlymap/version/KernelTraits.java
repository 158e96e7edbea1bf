// SPDX-License-Identifier: Apache-2.0
package org.earlymap.version;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between kernel versions, as independent switches. This is the only place that looks
 * at a release.
 */
public final class KernelTraits {
  /**
   * The name of the profile of "[PATCH v3 00/60] arm64: Add support for LPA2 at stage1 and WXN".
   */
  public static final String LPA2_SERIES = "lpa2-v3";

  private static final KernelRelease OLDEST = new KernelRelease(6, 1, 0, "6.1");
  private static final KernelRelease NEWEST = new KernelRelease(7, 3, 0, "7.3");

  /** Minor numbers have not gone further, nor will they: then the major number changes. */
  private static final int GREATEST_MINOR = 20;

  private final ImmutableSet<Trait> on;

  private KernelTraits(Set<Trait> on) {
    this.on = Sets.immutableEnumSet(on);
  }

  /** The switches that go by {@code name} and not by a release, where there are such. */
  public static Optional<KernelTraits> ofProfile(String name) {
    return name.equals(LPA2_SERIES) ? Optional.of(lpa2Series()) : Optional.empty();
  }

  /** The switches as {@code release} has them, at the latest point known of each stable line. */
  public static KernelTraits of(KernelRelease release) {
    EnumSet<Trait> on = EnumSet.noneOf(Trait.class);
    layoutTraits(release, on);
    mappingTraits(release, on);
    overrideTraits(release, on);
    registerTraits(release, on);
    return new KernelTraits(on);
  }

  /**
   * What must be said of the switches of {@code release}: that they are those of another one, as it
   * is older or newer than those that are known; empty where it is one of these.
   */
  public static Optional<String> remark(KernelRelease release) {
    String line = release.major() + "." + release.minor();
    if (release.compareTo(OLDEST) < 0) {
      return Optional.of(
          line + " is older than the oldest known, " + OLDEST + ": taken as " + OLDEST);
    }
    if (release.atLeast(NEWEST.major(), NEWEST.minor() + 1, 0)) {
      return Optional.of(
          line + " is newer than the newest known, " + NEWEST + ": taken as " + NEWEST);
    }
    return Optional.empty();
  }

  /**
   * Whether there is, or may soon be, a kernel of this release whose layout these switches decide.
   */
  public static boolean isPlausible(KernelRelease release) {
    return release.compareTo(OLDEST) >= 0
        && release.major() <= NEWEST.major() + 1
        && release.minor() <= GREATEST_MINOR;
  }

  /** The releases that are known, in words. */
  public static String known() {
    return OLDEST + " to " + NEWEST;
  }

  /** The switches of the LPA2 and WXN series, version 3, on 6.3-rc1. */
  public static KernelTraits lpa2Series() {
    return new KernelTraits(
        EnumSet.of(
            Trait.C_MAP_KERNEL,
            Trait.LPA2,
            Trait.KVM_48_BITS,
            Trait.FIXED_VMEMMAP_END,
            Trait.LINEAR_RANDOMISATION,
            Trait.FIXMAP_P4D,
            Trait.IDMAP_TEXT_IN_RODATA,
            Trait.WXN,
            Trait.OVERRIDE_NOSVE_TAKES_SME,
            Trait.RAW_SW_OVERRIDES));
  }

  /** None of the switches. */
  public static KernelTraits none() {
    return of(Set.of());
  }

  /** Exactly these switches. */
  public static KernelTraits of(Set<Trait> on) {
    return new KernelTraits(on);
  }

  /** Whether {@code trait} is on. */
  public boolean has(Trait trait) {
    return on.contains(trait);
  }

  /** These switches with one of them set by hand. */
  public KernelTraits with(Trait trait, boolean value) {
    EnumSet<Trait> changed = EnumSet.noneOf(Trait.class);
    changed.addAll(on);
    if (value) {
      changed.add(trait);
    } else {
      changed.remove(trait);
    }
    return new KernelTraits(changed);
  }

  /** The switches that are on, in the order of {@link Trait}. */
  public Set<Trait> on() {
    return on;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KernelTraits traits && traits.on.equals(on);
  }

  @Override
  public int hashCode() {
    return on.hashCode();
  }

  @Override
  public String toString() {
    return on.toString();
  }

  private static void layoutTraits(KernelRelease release, Set<Trait> on) {
    boolean reworked = release.atLeast(6, 9, 0);
    set(on, Trait.C_MAP_KERNEL, reworked);
    set(on, Trait.LPA2, reworked);
    set(on, Trait.KVM_LPA2, reworked);
    set(on, Trait.FIXED_VMEMMAP_END, reworked);
    set(on, Trait.FIXMAP_P4D, reworked);
    set(on, Trait.VMEMMAP_POWER_OF_TWO, !reworked);
    set(on, Trait.NO_KASAN_16K_48, !reworked);
    set(on, Trait.MODULES_2G, release.atLeast(6, 5, 0));
    set(on, Trait.BPF_JIT_REGION, !release.atLeast(5, 16, 0));
    set(on, Trait.PAGE_GRANULAR_FDT_FIXMAP, release.atLeast(6, 4, 0));
    set(on, Trait.IDMAP_TEXT_IN_RODATA, release.atLeast(6, 3, 0));
    set(on, Trait.SEG_EXTRA_7, release.atLeast(7, 0, 0) || late612(release));
    set(on, Trait.BTMAPS_PLUS_ONE, release.atLeast(7, 2, 0) || late61(release) || late612(release));
    set(on, Trait.FIXMAP_VNCR, release.atLeast(6, 16, 0));
    set(on, Trait.KIMAGE_LIMIT, release.atLeast(6, 16, 0));
    set(on, Trait.PGTABLES_AFTER_BSS, release.atLeast(7, 2, 0));
  }

  private static void mappingTraits(KernelRelease release, Set<Trait> on) {
    set(
        on,
        Trait.PTE_DIRTY,
        release.atLeast(7, 0, 0)
            || late61(release)
            || late612(release)
            || late618(release)
            || late619(release));
    boolean textHead = release.atLeast(6, 18, 0) || late612(release) || late617(release);
    set(on, Trait.MAP_TEXT_HEAD, textHead);
    set(on, Trait.ALIAS_FROM_TEXT, textHead);
    set(on, Trait.BANK_PAGE_ROUNDING, release.atLeast(7, 3, 0) || late612(release));
    set(on, Trait.LPA2_IDMAP_CLEARED, release.atLeast(6, 9, 1));
    set(
        on,
        Trait.LPA2_PARANGE_48,
        release.atLeast(6, 14, 0) || (release.isOfLine(6, 12) && release.patch() >= 14));
    set(
        on,
        Trait.RODATA_ON_IS_NOT_FULL,
        (release.atLeast(6, 7, 0) && !release.atLeast(6, 18, 0)) || late61(release));
    set(on, Trait.RODATA_NOALIAS, release.atLeast(6, 18, 0));
    set(on, Trait.BLOCKS_ONLY_AT_LEVEL_2, release.atLeast(6, 15, 0));
    set(on, Trait.TABLE_AF, release.atLeast(6, 13, 0));
    set(on, Trait.LINEAR_RANDOMISATION, !release.atLeast(6, 16, 0));
    set(on, Trait.KPTI_FLAG_NEEDS_GLOBAL, release.atLeast(6, 9, 0));
    set(on, Trait.CAVIUM_27456_ALWAYS, release.atLeast(6, 16, 0));
    set(on, Trait.BLOCK_LINEAR_BBML2, release.atLeast(6, 18, 0));
    set(on, Trait.BBML3, release.atLeast(7, 3, 0));
    boolean remapped = release.atLeast(7, 2, 0);
    set(on, Trait.MAP_MEM_IMAGE_FIRST, remapped);
    set(on, Trait.REMAPS_IN_PLACE, remapped);
    set(on, Trait.DATA_ALIAS_READ_ONLY, remapped);
    set(on, Trait.DATA_ALIAS_INVALID, release.atLeast(7, 3, 0));
  }

  private static void overrideTraits(KernelRelease release, Set<Trait> on) {
    set(on, Trait.OVERRIDE_HVHE, release.atLeast(6, 9, 0));
    set(on, Trait.OVERRIDE_MOPS, release.atLeast(6, 9, 0));
    set(on, Trait.OVERRIDE_EL0, release.atLeast(6, 10, 0));
    set(on, Trait.OVERRIDE_GCS, release.atLeast(6, 13, 0));
    set(on, Trait.OVERRIDE_MPAM, release.atLeast(6, 14, 0));
    set(on, Trait.OVERRIDE_NV_FRAC, release.atLeast(7, 3, 0));
    set(on, Trait.OVERRIDE_NOSVE_TAKES_SME, !release.atLeast(6, 9, 0));
    set(on, Trait.OVERRIDE_HAFT, release.atLeast(7, 3, 0));
    set(on, Trait.OVERRIDE_WFXT, release.atLeast(7, 3, 0));
  }

  private static void registerTraits(KernelRelease release, Set<Trait> on) {
    set(on, Trait.PIE, release.atLeast(6, 5, 0));
    set(on, Trait.MTE_TCMA1, release.atLeast(7, 0, 0) || late619(release));
    set(on, Trait.POE, release.atLeast(6, 12, 0));
    set(on, Trait.GCS, release.atLeast(6, 13, 0));
    set(on, Trait.TLBI_SCALE_DESCENDING, release.atLeast(6, 8, 0));
    set(on, Trait.TLBI_KERNEL_RANGES, release.atLeast(6, 13, 0));
  }

  /** 6.12.26 and 6.12.117 were read and differ; the point between is not known. */
  private static boolean late612(KernelRelease release) {
    return release.isOfLine(6, 12) && release.patch() > 26;
  }

  /** 6.1.192 was read; 6.1.0 differs, the point between is not known. */
  private static boolean late61(KernelRelease release) {
    return release.isOfLine(6, 1) && release.patch() > 0;
  }

  /** Debian's 6.17.13 maps the image's head; an earlier point of the line was not seen to. */
  private static boolean late617(KernelRelease release) {
    return release.isOfLine(6, 17) && release.patch() >= 13;
  }

  /** Debian's 6.18.15 is without the dirty bit, which later points of the line have. */
  private static boolean late618(KernelRelease release) {
    return release.isOfLine(6, 18) && release.patch() > 15;
  }

  /** Debian's 6.19.14 has the dirty bit and TCMA1. */
  private static boolean late619(KernelRelease release) {
    return release.isOfLine(6, 19) && release.patch() >= 14;
  }

  private static void set(Set<Trait> on, Trait trait, boolean value) {
    if (value) {
      on.add(trait);
    }
  }
}

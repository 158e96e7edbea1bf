// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import com.google.common.collect.Maps;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.Trait;

/**
 * The fixmap of one layout: virtual pages at addresses known at compile time, counted down from
 * FIXADDR_TOP ({@code asm/fixmap.h}, {@code arch/arm64/mm/fixmap.c}).
 */
public final class Fixmap {
  /** FIX_BTMAPS_SLOTS: the windows of early_ioremap. */
  public static final int BTMAPS_SLOTS = 7;

  private static final long BTMAP_WINDOW = 256L << 10;
  private static final long BLOCK_GRANULAR_FDT_WINDOW = 4L << 20;

  private final VaLayout layout;
  private final Map<FixmapSlot, Integer> indices;
  private final int permanent;
  private final int total;

  private Fixmap(VaLayout layout, Map<FixmapSlot, Integer> indices, int permanent, int total) {
    this.layout = layout;
    this.indices = Maps.immutableEnumMap(indices);
    this.permanent = permanent;
    this.total = total;
  }

  /** The fixmap of {@code layout}. */
  public static Fixmap of(VaLayout layout) {
    EnumMap<FixmapSlot, Integer> indices = new EnumMap<>(FixmapSlot.class);
    int next = 0;
    int permanent = 0;
    for (FixmapSlot slot : FixmapSlot.values()) {
      if (slot == FixmapSlot.FIX_BTMAP_END) {
        permanent = next;
      }
      if (exists(slot, layout)) {
        int index = next + pagesBefore(slot, layout);
        indices.put(slot, index);
        next = index + 1;
      }
    }
    return new Fixmap(layout, indices, permanent, next);
  }

  /** The layout that this fixmap belongs to. */
  public VaLayout layout() {
    return layout;
  }

  /** The index of every slot that this build has, in their order. */
  public Map<FixmapSlot, Integer> indices() {
    return indices;
  }

  /** The index of {@code slot}, empty where the build has no such slot. */
  public OptionalInt index(FixmapSlot slot) {
    Integer index = indices.get(slot);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** {@code __fix_to_virt(index)}: the address of the page with that index. */
  public long address(int index) {
    return layout.fixaddrTop() - ((long) index << layout.config().granule().shift());
  }

  /**
   * The address of {@code slot}'s page.
   *
   * @throws IllegalArgumentException where the build has no such slot
   */
  public long address(FixmapSlot slot) {
    return address(
        index(slot).orElseThrow(() -> new IllegalArgumentException("this build has no " + slot)));
  }

  /** {@code __end_of_permanent_fixed_addresses}: how many slots outlast the boot, the hole too. */
  public int permanentSlots() {
    return permanent;
  }

  /** {@code __end_of_fixed_addresses}: how many slots there are, the hole too. */
  public int totalSlots() {
    return total;
  }

  /** FIXADDR_SIZE: the bytes of the permanent slots. */
  public long size() {
    return (long) permanent << layout.config().granule().shift();
  }

  /** FIXADDR_START: one page below the lowest page of a permanent slot. */
  public long start() {
    return layout.fixaddrTop() - size();
  }

  /** FIXADDR_TOT_START: as {@link #start}, counting the slots that only boot uses. */
  public long totalStart() {
    return address(total);
  }

  /** Whether there is KPTI's trampoline; it is mapped from FIX_ENTRY_TRAMP_TEXT1 on. */
  public boolean hasTrampoline() {
    return indices.containsKey(FixmapSlot.FIX_ENTRY_TRAMP_TEXT1);
  }

  /**
   * NR_BM_PTE_TABLES: the static level 3 tables {@code bm_pte}, one for each level 2 entry that the
   * slots span; before 6.4 always one.
   */
  public int bmPteTables() {
    if (!layout.traits().has(Trait.PAGE_GRANULAR_FDT_FIXMAP)) {
      return 1;
    }
    int shift = layout.config().granule().levelShift(2);
    return (int) (((layout.fixaddrTop() - 1) >>> shift) - (totalStart() >>> shift)) + 1;
  }

  /** Which of the {@code bm_pte} tables translates {@code va}, an address of a slot's page. */
  public int bmPteIndex(long va) {
    if (!layout.traits().has(Trait.PAGE_GRANULAR_FDT_FIXMAP)) {
      return 0;
    }
    int shift = layout.config().granule().levelShift(2);
    return (int) ((va >>> shift) - (totalStart() >>> shift));
  }

  private static boolean exists(FixmapSlot slot, VaLayout layout) {
    KernelConfig config = layout.config();
    boolean unmapAtEl0 = config.isSet("UNMAP_KERNEL_AT_EL0");
    return switch (slot) {
      case FIX_VNCR_END, FIX_VNCR -> layout.traits().has(Trait.FIXMAP_VNCR) && config.isSet("KVM");
      case FIX_APEI_GHES_IRQ, FIX_APEI_GHES_SEA -> config.isSet("ACPI_APEI_GHES");
      case FIX_APEI_GHES_SDEI_NORMAL, FIX_APEI_GHES_SDEI_CRITICAL ->
          config.isSet("ACPI_APEI_GHES") && config.isSet("ARM_SDE_INTERFACE");
      case FIX_ENTRY_TRAMP_TEXT4 -> unmapAtEl0 && config.relocatable();
      case FIX_ENTRY_TRAMP_TEXT3, FIX_ENTRY_TRAMP_TEXT2, FIX_ENTRY_TRAMP_TEXT1 -> unmapAtEl0;
      case FIX_P4D -> layout.traits().has(Trait.FIXMAP_P4D);
      default -> true;
    };
  }

  /** The pages of a window between the slot before and {@code slot}, which is its last. */
  private static int pagesBefore(FixmapSlot slot, VaLayout layout) {
    Granule granule = layout.config().granule();
    return switch (slot) {
      case FIX_FDT ->
          layout.traits().has(Trait.PAGE_GRANULAR_FDT_FIXMAP)
              ? (int) (granule.pageUp(VaLayout.MAX_FDT_SIZE) >>> granule.shift())
              : (int) (BLOCK_GRANULAR_FDT_WINDOW >>> granule.shift()) - 2;
      case FIX_VNCR -> layout.config().nrCpus() - 1;
      case FIX_BTMAP_BEGIN -> BTMAPS_SLOTS * btmapPages(layout) - 2;
      default -> 0;
    };
  }

  /** NR_FIX_BTMAPS: the pages of one window of early_ioremap. */
  private static int btmapPages(VaLayout layout) {
    int pages = (int) (BTMAP_WINDOW >>> layout.config().granule().shift());
    return layout.traits().has(Trait.BTMAPS_PLUS_ONE) ? pages + 1 : pages;
  }
}

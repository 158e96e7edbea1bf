// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.Trait;

/**
 * What the kernel's own headers evaluate to in one build, under the kernel's own names. Where a
 * value depends on the CPU there are two: {@code VMALLOC_END_52} with the build's 52 address bits,
 * {@code VMALLOC_END_MIN} without; {@code KASAN_SHADOW_START_MAX} and {@code _MIN} alike.
 */
public final class LayoutConstants {
  private static final int THREAD_SHIFT = 14;
  private static final long TCR_ASID16 = 1L << 36;
  private static final int LEAST_HEXADECIMAL = 4096;

  private final VaLayout layout;
  private final ImmutableMap.Builder<String, Long> constants = ImmutableMap.builder();

  private LayoutConstants(VaLayout layout) {
    this.layout = layout;
  }

  /** The constants of {@code layout}'s build, whichever CPU it is for, in a fixed order. */
  public static Map<String, Long> of(VaLayout layout) {
    LayoutConstants collected = new LayoutConstants(layout);
    collected.addRegions();
    collected.addFixmap();
    collected.addKasan();
    collected.addTables();
    return collected.constants.buildOrThrow();
  }

  /** Whether {@code value} is written as a hexadecimal string and not as a plain number. */
  public static boolean isHexadecimal(long value) {
    return value < 0 || value >= LEAST_HEXADECIMAL;
  }

  private void addRegions() {
    KernelConfig config = layout.config();
    add("VA_BITS", config.vaBits());
    add("VA_BITS_MIN", config.vaBitsMin());
    add("PAGE_SHIFT", config.granule().shift());
    add("PGTABLE_LEVELS", config.pgtableLevels());
    add("PAGE_OFFSET", layout.pageOffset());
    add("PAGE_END_MIN", VaLayout.pageEnd(config.vaBitsMin()));
    add("MODULES_VADDR", layout.modulesVaddr());
    add("MODULES_END", layout.modulesEnd());
    add("KIMAGE_VADDR", layout.kimageVaddr());
    add("VMALLOC_START", layout.vmallocStart());
    VaLayout least = onHardwareWith(config.vaBitsMin());
    VaLayout full = onHardwareWith(config.vaBits());
    if (least.vmallocEnd() == full.vmallocEnd()) {
      add("VMALLOC_END", full.vmallocEnd());
    } else {
      add("VMALLOC_END_52", full.vmallocEnd());
      add("VMALLOC_END_MIN", least.vmallocEnd());
    }
    add("VMEMMAP_START", layout.vmemmapStart());
    add("VMEMMAP_END", layout.vmemmapEnd());
    add("VMEMMAP_SIZE", layout.vmemmapSize());
    add("STRUCT_PAGE_SIZE", layout.structPageSize());
    add("PCI_IO_START", layout.pciIoStart());
    add("PCI_IO_END", layout.pciIoEnd());
  }

  private void addFixmap() {
    Fixmap fixmap = Fixmap.of(layout);
    add("FIXADDR_TOP", layout.fixaddrTop());
    add("FIXADDR_START", fixmap.start());
    if (layout.traits().has(Trait.PAGE_GRANULAR_FDT_FIXMAP)) {
      add("FIXADDR_TOT_START", fixmap.totalStart());
    }
    add("FIXADDR_SIZE", fixmap.size());
    for (Map.Entry<FixmapSlot, Integer> slot : fixmap.indices().entrySet()) {
      if (slot.getKey() == FixmapSlot.FIX_BTMAP_END) {
        add("END_OF_PERMANENT_FIXED_ADDRESSES", fixmap.permanentSlots());
      }
      if (slot.getKey() != FixmapSlot.FIX_HOLE) {
        add(slot.getKey().name(), slot.getValue());
      }
      if (slot.getKey() == FixmapSlot.FIX_ENTRY_TRAMP_TEXT1) {
        add("TRAMP_VALIAS", fixmap.address(FixmapSlot.FIX_ENTRY_TRAMP_TEXT1));
      }
    }
    add("END_OF_FIXED_ADDRESSES", fixmap.totalSlots());
  }

  private void addKasan() {
    if (layout.kasanShadow().isEmpty()) {
      return;
    }
    KasanShadow shadow = layout.kasanShadow().get();
    KernelConfig config = layout.config();
    add("KASAN_SHADOW_OFFSET", shadow.offset());
    add("KASAN_SHADOW_END", shadow.end());
    add("KASAN_SHADOW_START_MAX", shadow.start(config.vaBits()));
    add("KASAN_SHADOW_START_MIN", shadow.start(config.vaBitsMin()));
    add("KASAN_SHADOW_SCALE_SHIFT", shadow.scaleShift());
  }

  private void addTables() {
    KernelConfig config = layout.config();
    Granule granule = config.granule();
    StaticTables tables = StaticTables.of(layout);
    int rootShift = granule.levelShift(4 - config.pgtableLevels());
    add("PTRS_PER_PGD", 1L << (config.vaBits() - rootShift));
    add("PGDIR_SHIFT", rootShift);
    add("SWAPPER_BLOCK_SIZE", 1L << tables.blockShift());
    add("SWAPPER_PGTABLE_LEVELS", tables.swapperLevels());
    if (layout.traits().has(Trait.C_MAP_KERNEL)) {
      add("IDMAP_LEVELS", tables.idmapLevels());
      add("IDMAP_ROOT_LEVEL", tables.idmapRootLevel());
      add("INIT_IDMAP_FDT_SIZE", tables.fdtPoolSize());
    }
    add("SEGMENT_ALIGN", VaLayout.SEGMENT_ALIGN);
    add("MIN_KIMG_ALIGN", VaLayout.MIN_KIMG_ALIGN);
    add("MAX_FDT_SIZE", VaLayout.MAX_FDT_SIZE);
    add("CONT_PTES", granule.contiguousEntries(3));
    add("CONT_PMDS", granule.contiguousEntries(2));
    add("CONT_PTE_SIZE", granule.contiguousEntries(3) * granule.levelSize(3));
    add("CONT_PMD_SIZE", granule.contiguousEntries(2) * granule.levelSize(2));
    add("TCR_ASID16", TCR_ASID16);
    add("THREAD_SIZE", 1L << threadShift());
    add("SECTION_SIZE_BITS", config.sectionSizeBits());
  }

  /** THREAD_SHIFT: log2 of a kernel stack's size; a mapped stack has whole pages. */
  private int threadShift() {
    KernelConfig config = layout.config();
    int shift = THREAD_SHIFT + (config.kasan().hasShadow() ? 1 : 0);
    return config.isSet("VMAP_STACK") ? Math.max(shift, config.granule().shift()) : shift;
  }

  private VaLayout onHardwareWith(int vaBits) {
    return VaLayout.of(layout.config(), layout.traits(), vaBits, layout.structPageSize());
  }

  private void add(String name, long value) {
    constants.put(name, value);
  }
}

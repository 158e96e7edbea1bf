// SPDX-License-Identifier: Apache-2.0
package org.earlymap.version;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * One way in which kernels differ, as a switch of its own. A version decides the switches in {@link
 * KernelTraits} and nowhere else; a stage asks a switch.
 *
 * <p>The names are those of the command line ({@code --trait pte-dirty=off}), dashes for
 * underscores.
 */
public enum Trait {
  /** The early tables are built by C code, {@code map_kernel} (6.9, and the LPA2 series). */
  C_MAP_KERNEL("early tables built by map_kernel() in C"),
  /** 52-bit addresses with 4K and 16K pages can be selected (6.9, and the LPA2 series). */
  LPA2("52 VA bits with 4K and 16K pages"),
  /** VMEMMAP_END is 1 GiB below the top, FIXADDR_TOP 8 MiB below (6.9, and the LPA2 series). */
  FIXED_VMEMMAP_END("VMEMMAP_END fixed at -1G"),
  /** MODULES_VSIZE is 2 GiB and not 128 MiB (6.5). */
  MODULES_2G("MODULES_VSIZE is 2G"),
  /** BPF's JIT has 128 MiB of its own before the modules (until 5.15). */
  BPF_JIT_REGION("BPF_JIT_REGION_SIZE of 128M before the modules"),
  /** PAGE_KERNEL and its variants carry software's dirty bit 55 (7.0, late stable trees). */
  PTE_DIRTY("PTE_DIRTY in PAGE_KERNEL*"),
  /** {@code [_text, _stext)} is mapped, non-executable (6.18, late 6.12). */
  MAP_TEXT_HEAD("[_text, _stext) mapped non-executable"),
  /** The kernel's linear alias, reservation and read-only range start at {@code _text}. */
  ALIAS_FROM_TEXT("image alias and reservation start at _text"),
  /** 7 pages are added to INIT_DIR for unaligned segments and not 6 (7.0, late 6.12). */
  SEG_EXTRA_7("SEG_EXTRA is 7 pages"),
  /** NR_FIX_BTMAPS has one page more than 256 KiB (7.2, late stable trees). */
  BTMAPS_PLUS_ONE("NR_FIX_BTMAPS has one page more"),
  /** The fixmap has a slot for every CPU's VNCR page where KVM is built in (6.16). */
  FIXMAP_VNCR("fixmap has FIX_VNCR, a slot per CPU for KVM"),
  /** {@code map_mem} rounds a bank's start up and its end down to a page (7.3, late 6.12). */
  BANK_PAGE_ROUNDING("banks rounded to pages in map_mem()"),
  /** The ID map's pages are cleared before LPA2 builds it anew (6.10, late 6.9). */
  LPA2_IDMAP_CLEARED("ID map cleared before the LPA2 rebuild"),
  /** PARange is capped to 48 bits until TCR.DS is set, and IPS rewritten then (6.14, 6.12.14). */
  LPA2_PARANGE_48("PARange capped to 48 bits without DS"),
  /** {@code rodata=on} protects less than {@code rodata=full} (6.7, late 6.1). */
  RODATA_ON_IS_NOT_FULL("rodata=on is not rodata=full"),
  /** {@code rodata=noalias} takes the place of on and full (6.18). */
  RODATA_NOALIAS("rodata=noalias instead of on/full"),
  /** INIT_IDMAP is sized for an image limit aligned to 2 MiB (6.16). */
  KIMAGE_LIMIT("INIT_IDMAP sized by kimage_limit"),
  /** {@code map_range} makes blocks at level 2 only (6.15). */
  BLOCKS_ONLY_AT_LEVEL_2("map_range() blocks only at level 2"),
  /** Tables of the generic allocator and the fixmap carry the access flag (6.13). */
  TABLE_AF("table descriptors carry AF (FEAT_HAFT)"),
  /** The linear map is randomised by the seed's low 16 bits (to 6.15). */
  LINEAR_RANDOMISATION("linear map randomised"),
  /** The KPTI flag page is in the ID map only where mappings are global (6.9). */
  KPTI_FLAG_NEEDS_GLOBAL("KPTI flag page only with global mappings"),
  /** Cavium erratum 27456 forbids nG whatever the configuration (6.16). */
  CAVIUM_27456_ALWAYS("Cavium 27456 checked whatever the configuration"),
  /** The FDT's fixmap window has page granularity and there are several bm_pte tables (6.4). */
  PAGE_GRANULAR_FDT_FIXMAP("FDT fixmap window is page granular"),
  /** The fixmap has a P4D slot (the LPA2 series, 6.9). */
  FIXMAP_P4D("fixmap has FIX_P4D"),
  /** The ID map text lies in {@code .rodata.text} (6.3). */
  IDMAP_TEXT_IN_RODATA("ID map text in .rodata.text"),
  /** The linear map may use blocks and be split later where the CPU has BBML2 (6.18). */
  BLOCK_LINEAR_BBML2("block linear map with BBML2"),
  /** Level 3 of break-before-make counts, by ID register or a longer list of CPUs (7.3). */
  BBML3("live splitting by BBM level 3"),
  /** {@code map_mem} maps the image's aliases first and the banks over them (7.2). */
  MAP_MEM_IMAGE_FIRST("map_mem() maps image aliases first"),
  /** Mapping over a table keeps it, over plain entries makes no contiguous run (7.2). */
  REMAPS_IN_PLACE("mapping over tables and plain entries keeps them"),
  /** {@code mark_rodata_ro} takes write permission from the linear alias of data and BSS (7.2). */
  DATA_ALIAS_READ_ONLY("linear alias of data and BSS read-only"),
  /** {@code mark_rodata_ro} takes the linear alias of data and BSS out altogether (7.3). */
  DATA_ALIAS_INVALID("linear alias of data and BSS not valid"),
  /** The static early tables follow BSS in a section of their own (7.2). */
  PGTABLES_AFTER_BSS("page tables placed after BSS"),
  /** KVM's own tables have 48 bits in a kernel built for LPA2 (the LPA2 series). */
  KVM_48_BITS("KVM limited to 48 bits in LPA2 builds"),
  /** KVM's stage 2 has 52 bits with 4K and 16K pages where the CPU has LPA2 (6.9). */
  KVM_LPA2("KVM stage 2 follows LPA2"),
  /** SCTLR.WXN and {@code arm64.nowxn} (the LPA2 series). */
  WXN("SCTLR_EL1.WXN and arm64.nowxn"),
  /** {@code arm64_sw} overrides are read by value, rejected or not (the LPA2 series). */
  RAW_SW_OVERRIDES("arm64_sw overrides read without their mask"),
  /** {@code arm64_sw.hvhe} exists, {@code kvm_arm.mode} sets it (6.9). */
  OVERRIDE_HVHE("arm64_sw.hvhe override"),
  /** {@code id_aa64isar2.mops} and {@code arm64.nomops} exist (6.9). */
  OVERRIDE_MOPS("id_aa64isar2.mops override"),
  /** {@code id_aa64pfr0.el0} and {@code arm64.no32bit_el0} exist (6.10). */
  OVERRIDE_EL0("id_aa64pfr0.el0 override"),
  /** {@code id_aa64pfr1.gcs}, {@code id_aa64mmfr0.ecv} and {@code arm64.nogcs} exist (6.13). */
  OVERRIDE_GCS("id_aa64pfr1.gcs and id_aa64mmfr0.ecv overrides"),
  /** {@code id_aa64pfr0.mpam}, {@code id_aa64pfr1.mpam_frac}, {@code arm64.nompam} (6.14). */
  OVERRIDE_MPAM("MPAM overrides"),
  /** {@code id_aa64mmfr4.nv_frac} exists (7.3). */
  OVERRIDE_NV_FRAC("id_aa64mmfr4.nv_frac override"),
  /** {@code id_aa64mmfr1.hafdbs} and {@code arm64.nohaft} exist (7.3). */
  OVERRIDE_HAFT("id_aa64mmfr1.hafdbs override"),
  /** {@code id_aa64isar2.wfxt} and {@code arm64.nowfxt} exist (7.3). */
  OVERRIDE_WFXT("id_aa64isar2.wfxt override"),
  /** {@code arm64.nosve} takes SME away too (to 6.8). */
  OVERRIDE_NOSVE_TAKES_SME("arm64.nosve implies arm64.nosme"),
  /** PIE registers are programmed where the CPU has S1PIE (6.5). */
  PIE("PIR_EL1/PIRE0_EL1 programmed"),
  /** TCR_EL1.TCMA1 is set in every build with MTE, not in KASAN's alone (7.0, late 6.19). */
  MTE_TCMA1("TCR_EL1.TCMA1 wherever MTE is built in"),
  /** PIRE0_EL1 has overlay permissions (6.12). */
  POE("PIRE0_EL1 with overlay permissions"),
  /** PIRE0_EL1 has guarded control stack permissions (6.13). */
  GCS("PIRE0_EL1 with GCS permissions"),
  /** The range invalidation operations go from the largest scale down, LPA2 aware (6.8). */
  TLBI_SCALE_DESCENDING("TLBI range scales descending, LPA2 aware"),
  /** Kernel addresses are invalidated with range operations too (6.13). */
  TLBI_KERNEL_RANGES("TLBI range operations on kernel addresses"),
  /** The size of struct page is rounded up to a power of two in vmemmap's layout (to 6.8). */
  VMEMMAP_POWER_OF_TWO("vmemmap sized by a power of two"),
  /** Software KASAN cannot be selected with 16K pages and 48 bits (to 6.8). */
  NO_KASAN_16K_48("no software KASAN with 16K/48");

  private final String description;

  Trait(String description) {
    this.description = description;
  }

  /** The switch of a name such as {@code pte-dirty}. */
  public static Optional<Trait> named(String name) {
    return Arrays.stream(values()).filter(trait -> trait.label().equals(name)).findFirst();
  }

  /** The name on the command line and in a manifest. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the switch does when it is on, in a few words. */
  public String description() {
    return description;
  }
}

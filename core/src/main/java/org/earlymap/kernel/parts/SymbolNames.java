// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import com.google.common.collect.ImmutableSet;
import org.earlymap.format.NameFilter;

/** The symbols that anything here asks for; all others are passed over while reading. */
final class SymbolNames {
  /** Position-independent startup code has all its symbols under this prefix. */
  static final String PI = "__pi_";

  private static final ImmutableSet<String> WANTED =
      ImmutableSet.of(
          "_kernel_flags_le_hi32",
          "_kernel_flags_le_lo32",
          "_kernel_size_le_hi32",
          "_kernel_size_le_lo32",
          "_text",
          "_stext",
          "_etext",
          "_data",
          "_sdata",
          "_edata",
          "_end",
          "vectors",
          "__start_rodata",
          "__end_rodata",
          "__init_begin",
          "__init_end",
          "__inittext_begin",
          "__inittext_end",
          "__exittext_begin",
          "__exittext_end",
          "__initdata_begin",
          "__initdata_end",
          "__bss_start",
          "__bss_stop",
          "__per_cpu_start",
          "__per_cpu_end",
          "__hyp_idmap_text_start",
          "__hyp_idmap_text_end",
          "__hyp_text_start",
          "__hyp_text_end",
          "__hyp_rodata_start",
          "__hyp_rodata_end",
          "__hyp_reloc_begin",
          "__hyp_reloc_end",
          "__hyp_bss_start",
          "__hyp_bss_end",
          "__entry_tramp_text_start",
          "__entry_tramp_text_end",
          "__idmap_text_start",
          "__idmap_text_end",
          "__idmap_kpti_flag",
          "idmap_kpti_bbml2_flag",
          "idmap_kpti_bbml3_flag",
          "__mmuoff_data_start",
          "__mmuoff_data_end",
          "__hibernate_exit_text_start",
          "__hibernate_exit_text_end",
          "__relocate_new_kernel_start",
          "__relocate_new_kernel_end",
          "idmap_pg_dir",
          "tramp_pg_dir",
          "reserved_pg_dir",
          "swapper_pg_dir",
          "init_idmap_pg_dir",
          "init_idmap_pg_end",
          "init_pg_dir",
          "init_pg_end",
          "early_init_stack",
          "idmap_ptes",
          "kpti_ptes",
          "kpti_bbml2_ptes",
          "kpti_bbml3_ptes",
          "bm_pte",
          "bm_pmd",
          "bm_pud",
          "tmp_pg_dir",
          "tbl",
          "kasan_early_init.tbl",
          "kasan_init_shadow.pud",
          "kasan_early_shadow_page",
          "kasan_early_shadow_pte",
          "kasan_early_shadow_pmd",
          "kasan_early_shadow_pud",
          "kasan_early_shadow_p4d",
          "kasan_init_sw_tags",
          "kasan_init_hw_tags",
          "empty_zero_page",
          "memstart_addr",
          "kimage_voffset",
          "linux_banner",
          "primary_entry",
          "start_kernel",
          "__primary_switched",
          "ptes",
          "map_fdt.ptes",
          "rela_start",
          "rela_end",
          "relr_start",
          "relr_end",
          "panic",
          "die",
          "report_bug",
          "kmsg_dump",
          "kmsg_dump_desc",
          "panic_smp_self_stop",
          "emergency_restart",
          "early_map_kernel",
          "map_range",
          "kaslr_early_init",
          "relocate_kernel",
          "scs_patch",
          "__ksymtab_strings",
          "kimage_limit",
          "arm64_hibernate_pm_notify",
          "mmfr4",
          "__cpu_setup",
          "__set_fixmap",
          "paging_init",
          "map_mem",
          "map_kernel",
          "map_fdt",
          "create_init_idmap",
          "create_idmap",
          "__create_page_tables",
          "__primary_switch",
          "bootmem_init",
          "cpu_enable_e0pd",
          "cpu_enable_hw_dbm",
          "mte_cpu_setup",
          "ghes_probe",
          "sdei_init",
          "kvm_arm_init",
          "__kfence_pool",
          "kfence_early_init",
          "rodata_full",
          "_debug_pagealloc_enabled_early",
          "mark_rodata_ro",
          "vmemmap_populate",
          "setup_earlycon",
          "acpi_parse_spcr",
          "phys_initrd_start",
          "rmem_cma_setup",
          "swsusp_arch_resume",
          "machine_kexec",
          "efi_pe_entry",
          "nr_cpu_ids",
          "cma_init_reserved_mem",
          "hugetlb_init",
          "hugepage_init",
          "aliases");

  private SymbolNames() {}

  /** A filter for them, with and without the prefix. */
  static NameFilter filter() {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    for (String name : WANTED) {
      names.add(name).add(PI + name);
    }
    return new NameFilter(names.build(), "tbl.");
  }

  /**
   * Whether {@code name} is one of them, its prefix and a compiler's number ({@code tbl.3}) taken
   * off.
   */
  static boolean isWanted(String name) {
    String plain = name.startsWith(PI) ? name.substring(PI.length()) : name;
    return WANTED.contains(plain) || WANTED.contains(withoutNumber(plain));
  }

  /** {@code name} without the {@code .N} that GCC adds to a function's static, if it has one. */
  static String withoutNumber(String name) {
    int end = name.length();
    while (end > 0 && name.charAt(end - 1) >= '0' && name.charAt(end - 1) <= '9') {
      end--;
    }
    return end < name.length() && end > 0 && name.charAt(end - 1) == '.'
        ? name.substring(0, end - 1)
        : name;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.format.Bytes;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.FunctionCode;
import org.earlymap.kernel.parts.KernelBanner;
import org.earlymap.kernel.parts.KernelParts;

/**
 * Options that a kernel without its configuration shows in the functions and variables that they
 * add; those that leave no trace are taken as Kconfig would have them.
 */
final class VisibleOptions {
  /** PACIASP, with which functions that sign their return address begin. */
  private static final int PACIASP = 0xd503_233f;

  private static final int EXACT = -1;
  private static final long MZ = 0x5a4dL;

  /** An option and a symbol that only a kernel with it has. */
  private static final ImmutableMap<String, String> ADDED =
      ImmutableMap.<String, String>builder()
          .put("RANDOMIZE_BASE", "kaslr_early_init")
          .put("UNMAP_KERNEL_AT_EL0", "tramp_pg_dir")
          .put("UNWIND_PATCH_PAC_INTO_SCS", "scs_patch")
          .put("ARM64_E0PD", "cpu_enable_e0pd")
          .put("ARM64_HW_AFDBM", "cpu_enable_hw_dbm")
          .put("ARM64_MTE", "mte_cpu_setup")
          .put("ACPI_APEI_GHES", "ghes_probe")
          .put("ARM_SDE_INTERFACE", "sdei_init")
          .put("ACPI_SPCR_TABLE", "acpi_parse_spcr")
          .put("KVM", "kvm_arm_init")
          .put("KFENCE", "__kfence_pool")
          .put("SPARSEMEM_VMEMMAP", "vmemmap_populate")
          .put("STRICT_KERNEL_RWX", "mark_rodata_ro")
          .put("SERIAL_EARLYCON", "setup_earlycon")
          .put("BLK_DEV_INITRD", "phys_initrd_start")
          .put("DMA_CMA", "rmem_cma_setup")
          .put("CMA", "cma_init_reserved_mem")
          .put("HUGETLB_PAGE", "hugetlb_init")
          .put("TRANSPARENT_HUGEPAGE", "hugepage_init")
          .put("HIBERNATION", "swsusp_arch_resume")
          .put("KEXEC_CORE", "machine_kexec")
          .put("DEBUG_PAGEALLOC", "_debug_pagealloc_enabled_early")
          .buildOrThrow();

  /** What Kconfig has where nobody chooses, of the options that leave no trace. */
  private static final ImmutableMap<String, String> DEFAULTS =
      ImmutableMap.<String, String>builder()
          .put("ARM64_PTR_AUTH_KERNEL", "y")
          .put("CAVIUM_ERRATUM_27456", "y")
          .put("FUJITSU_ERRATUM_010001", "y")
          .put("FIX_EARLYCON_MEM", "y")
          .put("VMAP_STACK", "y")
          .put("NR_CPUS", "512")
          .put("CMDLINE", "")
          .put("CMDLINE_FORCE", "n")
          .put("RODATA_FULL_DEFAULT_ENABLED", "y")
          .put("DEBUG_PAGEALLOC_ENABLE_DEFAULT", "n")
          .put("KFENCE_SAMPLE_INTERVAL", "100")
          .put("KFENCE_NUM_OBJECTS", "255")
          .buildOrThrow();

  private final KernelParts parts;
  private final Map<String, String> options;
  private final List<Evidence> evidence;

  VisibleOptions(KernelParts parts, Map<String, String> options, List<Evidence> evidence) {
    this.parts = parts;
    this.options = options;
    this.evidence = evidence;
  }

  /** Fills in everything but page size, address widths and byte order. */
  void infer() {
    inferFrom("RELOCATABLE", "relocate_kernel", "rela_start");
    if (hasRelr()) {
      infer("RELR", "y", "relr_start and relr_end are apart");
    }
    ADDED.forEach(this::inferFrom);
    sanitizer();
    variables();
    returnAddresses();
    efiStub();
    DEFAULTS.forEach(this::assume);
    assume("ARM64_BTI_KERNEL", isBuiltByClang() ? "y" : "n");
  }

  private void sanitizer() {
    if (parts.symbols().find("kasan_early_shadow_page").isPresent()) {
      boolean tags = parts.symbols().find("kasan_init_sw_tags").isPresent();
      infer(
          tags ? "KASAN_SW_TAGS" : "KASAN_GENERIC",
          "y",
          tags ? "kasan_init_sw_tags is there" : "kasan_early_shadow_page is there");
    } else {
      inferFrom("KASAN_HW_TAGS", "kasan_init_hw_tags");
    }
  }

  /** Variables whose initial values are options. */
  private void variables() {
    flag("rodata_full", "RODATA_FULL_DEFAULT_ENABLED", "y", "n");
    flag("_debug_pagealloc_enabled_early", "DEBUG_PAGEALLOC_ENABLE_DEFAULT", "y", "n");
    flag("kfence_early_init", "KFENCE_SAMPLE_INTERVAL", "100", "0");
    Optional<Bytes> cpus = valueOf("nr_cpu_ids", 4);
    if (cpus.isPresent() && cpus.get().u32(0) >= 1 && cpus.get().u32(0) <= 4096) {
      infer("NR_CPUS", Long.toString(cpus.get().u32(0)), "the value of nr_cpu_ids");
    }
  }

  private void flag(String symbol, String option, String set, String clear) {
    Optional<Bytes> value = valueOf(symbol, 1);
    if (value.isPresent() && value.get().u8(0) <= 1) {
      infer(option, value.get().u8(0) == 1 ? set : clear, "the value of " + symbol);
    }
  }

  private Optional<Bytes> valueOf(String symbol, int bytes) {
    OptionalLong address = parts.symbols().find(symbol);
    return address.isPresent() ? parts.contents().at(address.getAsLong(), bytes) : Optional.empty();
  }

  private void returnAddresses() {
    Optional<FunctionCode> code = FunctionCode.of(parts, "start_kernel");
    if (code.isPresent()) {
      boolean signs = code.get().contains(EXACT, PACIASP);
      infer(
          "ARM64_PTR_AUTH_KERNEL",
          signs ? "y" : "n",
          "start_kernel " + (signs ? "signs" : "does not sign") + " its return address");
    }
  }

  private void efiStub() {
    OptionalLong text = parts.symbols().find("_text");
    Optional<Bytes> start =
        text.isPresent() ? parts.contents().at(text.getAsLong(), 2) : Optional.empty();
    if (start.isPresent()) {
      boolean efi = (start.get().u8(0) | start.get().u8(1) << 8) == MZ;
      infer("EFI_STUB", efi ? "y" : "n", efi ? "the image starts with MZ" : "no MZ at _text");
    }
  }

  private boolean isBuiltByClang() {
    return KernelBanner.of(parts.symbols(), parts.contents())
        .flatMap(KernelBanner::compiler)
        .map(compiler -> compiler.contains("clang"))
        .orElse(false);
  }

  private boolean hasRelr() {
    OptionalLong start = parts.symbols().find("relr_start");
    return start.isPresent() && !start.equals(parts.symbols().find("relr_end"));
  }

  private void inferFrom(String option, String... symbols) {
    for (String symbol : symbols) {
      if (parts.symbols().find(symbol).isPresent()) {
        infer(option, "y", symbol + " is there");
        return;
      }
    }
    infer(option, "n", "no " + symbols[0]);
  }

  private void assume(String option, String value) {
    if (!options.containsKey(option)) {
      infer(option, value, "assumed: Kconfig's default; the option leaves no trace here");
    }
  }

  private void infer(String option, String value, String source) {
    options.put(option, value);
    evidence.add(new Evidence("CONFIG_" + option, value.isEmpty() ? "\"\"" : value, source));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.earlymap.InputCause;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.config.KernelConfigException;
import org.earlymap.format.kconfig.DotConfig;

/** Fills what no configuration says from what the image shows, and asks for the rest by name. */
final class ConfigInference {
  private final KernelParts parts;
  private final KernelHints hints;
  private final List<Evidence> evidence;
  private final Map<String, String> options = new HashMap<>();

  private ConfigInference(KernelParts parts, KernelHints hints, List<Evidence> evidence) {
    this.parts = parts;
    this.hints = hints;
    this.evidence = evidence;
  }

  static KernelConfig conclude(
      KernelParts parts,
      Optional<DotConfig> configuration,
      KernelHints hints,
      List<Evidence> evidence,
      boolean headerMayLie) {
    ConfigInference inference = new ConfigInference(parts, hints, evidence);
    configuration.ifPresent(read -> inference.options.putAll(read.options()));
    if (configuration.isEmpty()) {
      inference.inferSwitches();
      evidence.add(
          new Evidence(
              "options without a trace",
              "off",
              "no configuration: ARM64_BTI_KERNEL, ARM64_PTR_AUTH_KERNEL, ARM64_E0PD,"
                  + " ARM64_HW_AFDBM, ARM64_MTE and others"));
    }
    inference.granule(headerMayLie);
    inference.addressBits();
    inference.endianness(configuration.isPresent());
    return KernelConfig.of(inference.options);
  }

  /** Bits 2:1 of the image header's flags are the page size (booting.rst). */
  private void granule(boolean headerMayLie) {
    Optional<Granule> known = granuleOfOptions();
    OptionalLong flags = parts.imageFlags();
    int field = flags.isPresent() ? (int) (flags.getAsLong() >>> 1) & 3 : 0;
    if (field == 0) {
      if (known.isEmpty()) {
        throw new KernelConfigException(
            "the kernel's image header does not say the page size", InputCause.PAGE_SIZE_UNKNOWN);
      }
      return;
    }
    Granule shown = field == 1 ? Granule.SIZE_4K : field == 2 ? Granule.SIZE_16K : Granule.SIZE_64K;
    if (known.isPresent() && known.get() != shown && headerMayLie) {
      evidence.add(
          new Evidence(
              "page size",
              known.get().label(),
              "the embedded configuration; the image header says " + shown.label()));
      return;
    }
    if (known.isPresent() && known.get() != shown) {
      throw new KernelConfigException(
          "the configuration says "
              + known.get().label()
              + " pages, the kernel's image header "
              + shown.label()
              + ": this is not the configuration of "
              + parts.source().file());
    }
    if (known.isEmpty()) {
      infer("ARM64_" + shown.label() + "_PAGES", "y", "bits 2:1 of the image header's flags");
    }
  }

  private void addressBits() {
    hints.vaBits().ifPresent(bits -> given("ARM64_VA_BITS", bits));
    hints.paBits().ifPresent(bits -> given("ARM64_PA_BITS", bits));
    if (!options.containsKey("ARM64_VA_BITS")) {
      inferVaBits();
    }
    if (!options.containsKey("ARM64_PA_BITS")) {
      inferPaBits();
    }
  }

  /** {@code _text} is linked at KIMAGE_VADDR, right behind the modules. */
  private void inferVaBits() {
    long text = parts.symbols().require("_text");
    OptionalInt least = AddressWidths.leastBits(text);
    if (least.isPresent()) {
      int bits = least.getAsInt();
      if (bits == (has16kPages() ? 47 : 48)) {
        throw new KernelConfigException(
            "_text at 0x" + Long.toHexString(text) + " fits " + bits + " and 52 VA bits",
            InputCause.VA_BITS_UNKNOWN);
      }
      infer("ARM64_VA_BITS", Integer.toString(bits), "_text at 0x" + Long.toHexString(text));
      return;
    }
    throw new KernelConfigException(
        "_text at 0x" + Long.toHexString(text) + " is where no configuration links a kernel",
        InputCause.VA_BITS_UNKNOWN);
  }

  private void inferPaBits() {
    boolean may52 =
        granuleOfOptions().equals(Optional.of(Granule.SIZE_64K))
            || "52".equals(options.get("ARM64_VA_BITS"));
    if (may52) {
      throw new KernelConfigException(
          "a kernel with 64K pages or 52 VA bits has 48 or 52 PA bits", InputCause.PA_BITS_UNKNOWN);
    }
    infer("ARM64_PA_BITS", "48", "52 bits need 64K pages or 52 VA bits");
  }

  private void endianness(boolean configured) {
    boolean big = parts.order() == ByteOrder.BIG_ENDIAN;
    boolean configuredBig = "y".equals(options.get("CPU_BIG_ENDIAN"));
    if (configured && configuredBig != big) {
      throw new KernelConfigException(
          "the configuration is "
              + (configuredBig ? "big" : "little")
              + " endian, "
              + parts.source().file()
              + " is "
              + (big ? "big" : "little")
              + " endian");
    }
    if (!configured && big) {
      infer("CPU_BIG_ENDIAN", "y", "the file's byte order");
    }
  }

  /** Options that show in the symbols that they add. */
  private void inferSwitches() {
    inferFrom("RELOCATABLE", "relocate_kernel", "rela_start");
    if (hasRelr()) {
      infer("RELR", "y", "relr_start and relr_end are apart");
    }
    inferFrom("RANDOMIZE_BASE", "kaslr_early_init");
    inferFrom("UNMAP_KERNEL_AT_EL0", "tramp_pg_dir");
    inferFrom("UNWIND_PATCH_PAC_INTO_SCS", "scs_patch");
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

  private Optional<Granule> granuleOfOptions() {
    for (Granule granule : Granule.values()) {
      if ("y".equals(options.get("ARM64_" + granule.label() + "_PAGES"))
          || "y".equals(options.get("PAGE_SIZE_" + granule.label() + "B"))) {
        return Optional.of(granule);
      }
    }
    return Optional.empty();
  }

  private boolean has16kPages() {
    return granuleOfOptions().equals(Optional.of(Granule.SIZE_16K));
  }

  private void given(String option, int bits) {
    options.put(option, Integer.toString(bits));
    evidence.add(Evidence.given("CONFIG_" + option, Integer.toString(bits)));
  }

  private void infer(String option, String value, String source) {
    options.put(option, value);
    evidence.add(new Evidence("CONFIG_" + option, value, source));
  }
}

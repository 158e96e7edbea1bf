// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.nio.ByteOrder;
import java.util.ArrayList;
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
import org.earlymap.kernel.parts.AddressWidths;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.FunctionCode;
import org.earlymap.kernel.parts.KernelParts;

/** Fills what no configuration says from what the image shows, and asks for the rest by name. */
final class ConfigInference {
  /** MSR TCR_EL1, whatever the register: only a kernel for 52 bits changes T1SZ once it runs. */
  private static final int MSR_MASK = 0xffff_ffe0;

  private static final int MSR_TCR_EL1 = 0xd518_2040;

  /** MOV Xd, #6: the largest PARange of a build for 52 bits, in {@code __cpu_setup}. */
  private static final int MOV_SIX = 0xd280_00c0;

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
      new VisibleOptions(parts, inference.options, evidence).infer();
    }
    inference.granule(headerMayLie || hints.forced());
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
              "the configuration; the image header says " + shown.label()));
      return;
    }
    if (known.isPresent() && known.get() != shown) {
      throw new ContradictionException(
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

  /** What neither was given nor shows is asked for at once. */
  private void addressBits() {
    hints.vaBits().ifPresent(bits -> given("ARM64_VA_BITS", bits));
    hints.paBits().ifPresent(bits -> given("ARM64_PA_BITS", bits));
    List<String> missing = new ArrayList<>();
    if (!options.containsKey("ARM64_VA_BITS")) {
      inferVaBits().ifPresent(missing::add);
    }
    if (!options.containsKey("ARM64_PA_BITS")) {
      inferPaBits().ifPresent(missing::add);
    }
    if (missing.size() == 2) {
      throw new KernelConfigException(String.join("; ", missing), InputCause.BITS_UNKNOWN);
    }
    if (!missing.isEmpty()) {
      boolean va = !options.containsKey("ARM64_VA_BITS");
      throw new KernelConfigException(
          missing.get(0), va ? InputCause.VA_BITS_UNKNOWN : InputCause.PA_BITS_UNKNOWN);
    }
  }

  /** {@code _text} is linked at KIMAGE_VADDR, right behind the modules. */
  private Optional<String> inferVaBits() {
    long text = parts.symbols().require("_text");
    OptionalInt least = AddressWidths.leastBits(text);
    if (least.isEmpty()) {
      return Optional.of(
          "_text at 0x" + Long.toHexString(text) + " is where no configuration links a kernel");
    }
    int bits = least.getAsInt();
    if (bits != (has16kPages() ? 47 : 48)) {
      infer("ARM64_VA_BITS", Integer.toString(bits), "_text at 0x" + Long.toHexString(text));
      return Optional.empty();
    }
    Optional<FunctionCode> code = FunctionCode.of(parts, "early_map_kernel");
    if (code.isPresent()) {
      boolean changes = code.get().contains(MSR_MASK, MSR_TCR_EL1);
      infer(
          "ARM64_VA_BITS",
          changes ? "52" : Integer.toString(bits),
          "early_map_kernel " + (changes ? "raises" : "does not touch") + " TCR_EL1.T1SZ");
      return Optional.empty();
    }
    return Optional.of(
        "_text at 0x" + Long.toHexString(text) + " fits " + bits + " and 52 VA bits");
  }

  private Optional<String> inferPaBits() {
    boolean large = granuleOfOptions().equals(Optional.of(Granule.SIZE_64K));
    String vaBits = options.getOrDefault("ARM64_VA_BITS", "");
    if (!large && !vaBits.isEmpty() && !vaBits.equals("52")) {
      infer("ARM64_PA_BITS", "48", "52 bits need 64K pages or 52 VA bits");
      return Optional.empty();
    }
    if (!large && vaBits.equals("52") && hints.vaBits().isEmpty()) {
      infer("ARM64_PA_BITS", "52", "52 VA bits with 4K or 16K pages come with LPA2");
      return Optional.empty();
    }
    Optional<FunctionCode> code = FunctionCode.of(parts, "__cpu_setup");
    if (large && code.isPresent()) {
      boolean wide = code.get().contains(MSR_MASK, MOV_SIX);
      infer(
          "ARM64_PA_BITS",
          wide ? "52" : "48",
          "__cpu_setup " + (wide ? "allows" : "does not allow") + " a PARange of 6");
      return Optional.empty();
    }
    return Optional.of("a kernel with 64K pages or 52 VA bits has 48 or 52 PA bits");
  }

  private void endianness(boolean configured) {
    boolean big = parts.order() == ByteOrder.BIG_ENDIAN;
    boolean configuredBig = "y".equals(options.get("CPU_BIG_ENDIAN"));
    if (configured && configuredBig != big) {
      throw new ContradictionException(
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

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.Tgran;
import org.earlymap.cpu.override.FeatureOverrides;
import org.earlymap.cpu.override.OverrideContext;
import org.earlymap.cpu.override.OverrideRegister;
import org.earlymap.cpu.override.SoftwareFeature;

/**
 * What a kernel with every option built in decides from a CPU and a command line, in the order in
 * which the tables depend on it.
 */
public final class EarlyDecisions {
  private final IdRegisters cpu;
  private final FeatureOverrides overrides;
  private final CpuFeatures features;
  private final OverrideContext context;
  private final KernelConfig config;
  private final AddressSizes sizes;
  private final ImmutableList.Builder<EarlyDecision> decisions = ImmutableList.builder();

  private EarlyDecisions(IdRegisters cpu, FeatureOverrides overrides, OverrideContext context) {
    this.cpu = cpu;
    this.overrides = overrides;
    this.features = CpuFeatures.of(cpu, overrides, context.granule());
    this.context = context;
    this.config = everyOption(context);
    this.sizes = AddressSizes.of(config, context.dialect().traits(), features);
  }

  /** A build as wide as {@code context} says, with every option that matters here. */
  private static KernelConfig everyOption(OverrideContext context) {
    Granule granule = context.granule();
    boolean wide = granule == Granule.SIZE_64K || context.lpa2Kernel();
    int narrow = granule == Granule.SIZE_16K ? 47 : 48;
    return KernelConfig.of(
        Map.of(
            "ARM64_" + granule.label() + "_PAGES",
            "y",
            "ARM64_VA_BITS",
            Integer.toString(wide ? 52 : narrow),
            "ARM64_PA_BITS",
            Integer.toString(wide ? 52 : 48),
            "ARM64_E0PD",
            "y",
            "CAVIUM_ERRATUM_27456",
            "y",
            "ARM64_BTI_KERNEL",
            "y",
            "ARM64_PTR_AUTH_KERNEL",
            "y",
            "UNWIND_PATCH_PAC_INTO_SCS",
            "y"));
  }

  /** The decisions for a CPU whose registers {@code overrides} changes. */
  public static List<EarlyDecision> of(
      IdRegisters cpu, FeatureOverrides overrides, OverrideContext context) {
    EarlyDecisions all = new EarlyDecisions(cpu, overrides, context);
    all.addressSizes();
    all.mappings();
    all.registers();
    return all.decisions.build();
  }

  private void addressSizes() {
    Granule granule = context.granule();
    String tgran = "ID_AA64MMFR0_EL1.TGran" + (granule.bytes() >> 10);
    int field = Tgran.field(granule, cpu.get(IdRegister.ID_AA64MMFR0_EL1));
    decide(
        granule.label() + " pages",
        features.hasGranule(),
        tgran + " is " + field + " (__enable_mmu, raw)",
        features.hasGranule()
            ? "a kernel with them boots"
            : "a kernel with them stops before it turns the MMU on");
    decide(
        "LPA2",
        features.hasLpa2(),
        granule == Granule.SIZE_64K
            ? "it is a feature of 4K and 16K pages"
            : seen(tgran, field, tgranAfter()) + " (cpu_has_lpa2, any override)",
        features.hasLpa2()
            ? "TCR_EL1.DS is set: no SH in descriptors, output addresses of 52 bits"
            : granule == Granule.SIZE_64K
                ? "descriptors of 64K pages hold 52 bits without it"
                : "output addresses of 48 bits with " + granule.label() + " pages");
    int vaRange = cpu.field(IdRegister.ID_AA64MMFR2_EL1, 16);
    decide(
        "LVA",
        features.hasLva(),
        seen("ID_AA64MMFR2_EL1.VARange", vaRange, vaRangeAfter()) + " (cpu_has_lva, any override)",
        granule == Granule.SIZE_64K
            ? "it decides the address size with 64K pages"
            : "not asked for with " + granule.label() + " pages, where LPA2 decides");
    boolean built = config.vaBits() == 52;
    boolean wide = sizes.vaBitsActual() == 52;
    decisions.add(
        new EarlyDecision(
            "virtual addresses",
            built ? sizes.vaBitsActual() + " bits" : "as built",
            built
                ? "a kernel of 52 bits falls back to "
                    + config.vaBitsMin()
                    + " without "
                    + (granule == Granule.SIZE_64K ? "LVA" : "LPA2")
                : "the kernel is built for fewer than 52 bits",
            wide
                ? "TCR_EL1.T1SZ is 12"
                : built ? fallback(granule, sizes.vaBitsActual()) : "T1SZ is 64 less those bits"));
    physicalSize();
  }

  private void physicalSize() {
    int raw = features.paRange();
    decisions.add(
        new EarlyDecision(
            "PARange",
            features.paBits() + " bits",
            "ID_AA64MMFR0_EL1.PARange is " + raw + " (tcr_compute_pa_size, raw, 3 bits)",
            "TCR_EL1.IPS is "
                + sizes.ips()
                + (raw > sizes.ips()
                    ? ": descriptors hold no more than 48 bits here"
                    : sizes.ips() != sizes.initialIps()
                        ? " once TCR_EL1.DS is set, " + sizes.initialIps() + " before"
                        : "")));
  }

  private static String fallback(Granule granule, int bits) {
    return switch (granule) {
      case SIZE_64K -> "T1SZ is 16, and TTBR1_EL1 points 0x1e00 into the root table";
      case SIZE_4K, SIZE_16K -> "T1SZ is " + (64 - bits) + ", and the root table is one level down";
    };
  }

  private void mappings() {
    boolean noKaslr = overrides.isOn(SoftwareFeature.NOKASLR);
    boolean spared = !KptiDecision.isRequiredByKaslr(config, context.dialect().traits(), features);
    decide(
        "E0PD",
        features.hasE0pd(),
        "ID_AA64MMFR2_EL1.E0PD is "
            + cpu.field(IdRegister.ID_AA64MMFR2_EL1, 60)
            + " (kaslr_requires_kpti, raw)",
        features.hasE0pd() ? "KASLR needs no KPTI, and so no nG" : "KASLR needs KPTI, and so nG");
    decisions.add(
        new EarlyDecision(
            "nG",
            noKaslr || spared ? "no" : "with KASLR",
            noKaslr
                ? "nokaslr is in force"
                : features.isCavium27456()
                    ? "Cavium erratum 27456 forbids it"
                    : features.hasE0pd()
                        ? "E0PD does its work"
                        : "with a seed other than 0, on a CPU without E0PD",
            noKaslr || spared
                ? "kernel mappings are global"
                : "kernel mappings carry nG if KASLR moves the kernel"));
    CodeProtection code = CodeProtection.of(config, features);
    boolean bti = code.guarded();
    boolean pac = code.signed();
    decide(
        "BTI",
        bti,
        checked(OverrideRegister.ID_AA64PFR1, IdRegister.ID_AA64PFR1_EL1, "BT", 0)
            + " (cpu_has_bti, accepted overrides)",
        bti ? "kernel text is guarded (GP) with CONFIG_ARM64_BTI_KERNEL" : "kernel text has no GP");
    decide(
        "PAC",
        pac,
        checked(OverrideRegister.ID_AA64ISAR1, IdRegister.ID_AA64ISAR1_EL1, "APA", 4)
            + ", "
            + checked(OverrideRegister.ID_AA64ISAR1, IdRegister.ID_AA64ISAR1_EL1, "API", 8)
            + ", "
            + checked(OverrideRegister.ID_AA64ISAR2, IdRegister.ID_AA64ISAR2_EL1, "APA3", 12)
            + " (cpu_has_pac, accepted overrides)",
        "no bit in a descriptor, but see SCS");
    decide(
        "SCS",
        code.dynamicScs(),
        !code.dynamicScs()
            ? "the CPU has " + (pac ? "PAC" : "BTI") + " for it"
            : "neither PAC nor BTI",
        !code.dynamicScs()
            ? "no shadow call stacks are patched in"
            : "text is patched with CONFIG_UNWIND_PATCH_PAC_INTO_SCS, so mapped in two passes");
  }

  private void registers() {
    int hafdbs = features.hafdbs();
    decide(
        "HAFDBS",
        hafdbs != 0,
        "ID_AA64MMFR1_EL1.HAFDBS is " + hafdbs + " (__cpu_setup, raw)",
        hafdbs == 0 ? "TCR_EL1.HA is clear" : "TCR_EL1.HA is set with CONFIG_ARM64_HW_AFDBM");
    decide(
        "PIE",
        features.hasPie(),
        "ID_AA64MMFR3_EL1.S1PIE is "
            + cpu.field(IdRegister.ID_AA64MMFR3_EL1, 8)
            + " (__cpu_setup, raw)",
        features.hasPie()
            ? "PIR_EL1 and PIRE0_EL1 are programmed; descriptors keep their bits"
            : "permissions are those of the descriptors");
    decide(
        "MTE",
        features.hasMte2(),
        checked(OverrideRegister.ID_AA64PFR1, IdRegister.ID_AA64PFR1_EL1, "MTE", 8)
            + " (accepted overrides; 2 or more is tag memory)",
        features.hasMte2()
            ? "MAIR_EL1's attribute 1, which the linear map uses, becomes Tagged"
            : "MAIR_EL1's attribute 1, which the linear map uses, stays Normal");
  }

  private void decide(String name, boolean yes, String reason, String effect) {
    decisions.add(new EarlyDecision(name, yes ? "yes" : "no", reason, effect));
  }

  private int tgranAfter() {
    return Tgran.field(
        context.granule(),
        overrides
            .get(OverrideRegister.ID_AA64MMFR0)
            .unchecked(cpu.get(IdRegister.ID_AA64MMFR0_EL1)));
  }

  private int vaRangeAfter() {
    long mmfr2 =
        overrides
            .get(OverrideRegister.ID_AA64MMFR2)
            .unchecked(cpu.get(IdRegister.ID_AA64MMFR2_EL1));
    return (int) (mmfr2 >>> 16) & 0xf;
  }

  private String checked(OverrideRegister override, IdRegister register, String name, int shift) {
    int after = overrides.get(override).checkedField(cpu.get(register), shift);
    return seen(register + "." + name, cpu.field(register, shift), after);
  }

  private static String seen(String field, int raw, int after) {
    return field + " is " + raw + (raw == after ? "" : ", seen as " + after);
  }
}

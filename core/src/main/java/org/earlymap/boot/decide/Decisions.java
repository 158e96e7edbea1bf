// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.feature.CpuFeatures;
import org.earlymap.cpu.override.FeatureOverrides;
import org.earlymap.cpu.override.OverrideContext;
import org.earlymap.cpu.override.OverrideDialect;
import org.earlymap.cpu.override.SoftwareFeature;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.layout.KaslrPlacement;
import org.earlymap.layout.VaLayout;
import org.earlymap.machine.Machine;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * What {@code early_map_kernel} decides from the CPU, the command line and the seed.
 *
 * @param overrides what the command line changes in the ID registers
 * @param features the CPU as the kernel sees it then
 * @param vaBits the address bits in use, {@code vabits_actual}
 * @param rootLevel the level of the kernel's root table
 * @param lpa2 whether TCR.DS is set and descriptors hold 52-bit addresses in the LPA2 format
 * @param kaslr where the seed puts the image
 * @param seedUnknown whether the kernel would draw a seed of its own, which is not known here
 * @param nonGlobal {@code arm64_use_ng_mappings}
 * @param rodataOff whether {@code rodata=off} keeps text writable
 * @param wxn whether SCTLR.WXN stays on
 * @param guardedText whether text is mapped with GP (BTI)
 * @param dynamicScs whether shadow call stacks are patched into text
 * @param layout the address space that follows
 */
public record Decisions(
    FeatureOverrides overrides,
    CpuFeatures features,
    int vaBits,
    int rootLevel,
    boolean lpa2,
    KaslrPlacement kaslr,
    boolean seedUnknown,
    boolean nonGlobal,
    boolean rodataOff,
    boolean wxn,
    boolean guardedText,
    boolean dynamicScs,
    VaLayout layout) {

  /** Decides as {@code early_map_kernel} does. */
  public static Decisions of(KernelBuild kernel, Machine machine) {
    return of(kernel.config(), kernel.traits(), VaLayout.USUAL_STRUCT_PAGE_SIZE, machine);
  }

  /** Decides for a build of which no more than this is known. */
  public static Decisions of(
      KernelConfig config, KernelTraits traits, int structPageSize, Machine machine) {
    IdRegisters cpu = machine.cpu();
    FeatureOverrides overrides =
        FeatureOverrides.parse(
            commandLine(config, machine),
            cpu,
            new OverrideContext(
                config.granule(),
                config.lpa2(),
                machine.bootEl(),
                machine.e2hStuck(),
                OverrideDialect.of(traits)));
    CpuFeatures features = CpuFeatures.of(cpu, overrides, config.granule());
    boolean lacksLva = config.granule() == Granule.SIZE_64K && !features.hasLva();
    boolean lacksLpa2 = config.lpa2() && !features.hasLpa2();
    int vaBits = lacksLva || lacksLpa2 ? config.vaBitsMin() : config.vaBits();
    int rootLevel = 4 - config.pgtableLevels() + (lacksLpa2 && !lacksLva ? 1 : 0);
    VaLayout layout = VaLayout.of(config, traits, vaBits, structPageSize);
    boolean randomizes = config.randomizeBase() && !overrides.isOn(SoftwareFeature.NOKASLR);
    long seed = randomizes ? machine.kaslrSeed().orElse(0) : 0;
    KaslrPlacement kaslr = KaslrPlacement.of(layout, seed, machine.loadAddress());
    boolean guarded = config.isSet("ARM64_BTI_KERNEL") && features.hasBti();
    boolean signed = config.isSet("ARM64_PTR_AUTH_KERNEL") && features.hasPointerAuth();
    return new Decisions(
        overrides,
        features,
        vaBits,
        rootLevel,
        config.lpa2() && vaBits > config.vaBitsMin(),
        kaslr,
        randomizes && seed == 0 && features.hasRndr(),
        kaslr.randomised() && requiresKpti(config, traits, features),
        overrides.isOn(SoftwareFeature.RODATAOFF),
        traits.has(Trait.WXN)
            && config.isSet("ARM64_WXN")
            && !overrides.isOn(SoftwareFeature.NOWXN),
        guarded,
        config.isSet("UNWIND_PATCH_PAC_INTO_SCS") && !guarded && !signed,
        layout);
  }

  /** The command line as the early parser finds it: CONFIG_CMDLINE is not prepended here. */
  public static String commandLine(KernelConfig config, Machine machine) {
    if (config.isSet("CMDLINE_FORCE") || machine.bootArgs().isEmpty()) {
      return config.value("CMDLINE").orElse("");
    }
    return machine.bootArgs();
  }

  /** {@code kaslr_requires_kpti}; E0PD is read from the register, not through overrides. */
  private static boolean requiresKpti(
      KernelConfig config, KernelTraits traits, CpuFeatures features) {
    if (config.isSet("ARM64_E0PD") && features.hasE0pd()) {
      return false;
    }
    boolean checksCavium =
        config.isSet("CAVIUM_ERRATUM_27456") || traits.has(Trait.CAVIUM_27456_ALWAYS);
    return !(checksCavium && features.isCavium27456());
  }
}

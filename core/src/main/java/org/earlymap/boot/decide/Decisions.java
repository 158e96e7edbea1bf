// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import org.earlymap.config.KernelConfig;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.feature.AddressSizes;
import org.earlymap.cpu.feature.CodeProtection;
import org.earlymap.cpu.feature.CpuFeatures;
import org.earlymap.cpu.feature.KptiDecision;
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
 * @param sizes how wide addresses are on this CPU
 * @param kaslr where the seed puts the image
 * @param seedUnknown whether the kernel would draw a seed of its own, which is not known here
 * @param nonGlobal {@code arm64_use_ng_mappings}
 * @param rodataOff whether {@code rodata=off} keeps text writable
 * @param wxn whether SCTLR.WXN stays on
 * @param code by what the kernel protects its own control flow
 * @param nvheCapsLinearMap whether KVM will run at EL2 without VHE, which takes 51 bits for the
 *     linear map
 * @param layout the address space that follows
 */
public record Decisions(
    FeatureOverrides overrides,
    CpuFeatures features,
    AddressSizes sizes,
    KaslrPlacement kaslr,
    boolean seedUnknown,
    boolean nonGlobal,
    boolean rodataOff,
    boolean wxn,
    CodeProtection code,
    boolean nvheCapsLinearMap,
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
    AddressSizes sizes = AddressSizes.of(config, traits, features);
    VaLayout layout = VaLayout.of(config, traits, sizes.vaBitsActual(), structPageSize);
    boolean randomizes = config.randomizeBase() && !overrides.isOn(SoftwareFeature.NOKASLR);
    long seed = overrides.isOn(SoftwareFeature.NOKASLR) ? 0 : machine.kaslrSeed().orElse(0);
    KaslrPlacement kaslr = KaslrPlacement.of(layout, seed, machine.loadAddress());
    return new Decisions(
        overrides,
        features,
        sizes,
        kaslr,
        randomizes && seed == 0 && features.hasRndr(),
        kaslr.randomised() && KptiDecision.isRequiredByKaslr(config, traits, features),
        overrides.isOn(SoftwareFeature.RODATAOFF),
        traits.has(Trait.WXN)
            && config.isSet("ARM64_WXN")
            && !overrides.isOn(SoftwareFeature.NOWXN),
        CodeProtection.of(config, features),
        config.isSet("KVM") && machine.bootEl() == 2 && !features.hasVhe(),
        layout);
  }

  /**
   * The same for an image that runs {@code offset} bytes from where it was linked, whatever the
   * seed says.
   */
  public Decisions movedBy(long offset) {
    return new Decisions(
        overrides,
        features,
        sizes,
        new KaslrPlacement(kaslr.random(), offset, kaslr.linearSeed()),
        seedUnknown,
        nonGlobal,
        rodataOff,
        wxn,
        code,
        nvheCapsLinearMap,
        layout);
  }

  /** The command line as the early parser finds it: CONFIG_CMDLINE is not prepended here. */
  public static String commandLine(KernelConfig config, Machine machine) {
    if (config.isSet("CMDLINE_FORCE") || machine.bootArgs().isEmpty()) {
      return config.value("CMDLINE").orElse("");
    }
    return machine.bootArgs();
  }

  /** The virtual address bits in use, {@code vabits_actual}. */
  public int vaBitsActual() {
    return sizes.vaBitsActual();
  }

  /** The lookup level of the kernel's root table, -1 to 2. */
  public int rootLevel() {
    return sizes.rootLevel();
  }

  /** {@code lpa2_is_enabled}: TCR_EL1.DS is set. */
  public boolean lpa2Enabled() {
    return sizes.lpa2Enabled();
  }
}

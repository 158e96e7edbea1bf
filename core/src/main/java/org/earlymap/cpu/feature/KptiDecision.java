// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

import java.util.Optional;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * Whether the kernel takes itself out of the user's translation tables ({@code
 * unmap_kernel_at_el0}, 6.12).
 *
 * @param isolated whether user tables leave the kernel out
 * @param reason why, in a few words
 */
public record KptiDecision(boolean isolated, String reason) {

  /**
   * What the kernel is told.
   *
   * @param forced {@code kpti=} on the command line: on or off, if it is there and a boolean
   * @param mitigationsOff {@code mitigations=off} on the command line
   * @param kaslr whether KASLR is in force ({@code kaslr_enabled})
   */
  public record Circumstances(Optional<Boolean> forced, boolean mitigationsOff, boolean kaslr) {}

  /**
   * {@code kaslr_requires_kpti}: whether KASLR would be in vain without it; E0PD is read from the
   * register, not through overrides.
   */
  public static boolean isRequiredByKaslr(
      KernelConfig config, KernelTraits traits, CpuFeatures cpu) {
    if (config.isSet("ARM64_E0PD") && cpu.hasE0pd()) {
      return false;
    }
    boolean checksCavium =
        config.isSet("CAVIUM_ERRATUM_27456") || traits.has(Trait.CAVIUM_27456_ALWAYS);
    return !(checksCavium && cpu.isCavium27456());
  }

  /** Decides for one CPU, as the kernel does when it looks at its boot CPU. */
  public static KptiDecision of(
      KernelConfig config, KernelTraits traits, CpuFeatures cpu, Circumstances given) {
    if (!config.isSet("UNMAP_KERNEL_AT_EL0")) {
      return new KptiDecision(false, "the kernel is built without CONFIG_UNMAP_KERNEL_AT_EL0");
    }
    if (config.isSet("CAVIUM_ERRATUM_27456") && cpu.isCavium27456()) {
      return new KptiDecision(false, "Cavium erratum 27456 forbids it");
    }
    if (given.forced().isPresent()) {
      return new KptiDecision(given.forced().get(), "kpti= on the command line");
    }
    if (given.kaslr() && isRequiredByKaslr(config, traits, cpu)) {
      return new KptiDecision(true, "KASLR, on a CPU without E0PD");
    }
    if (given.mitigationsOff()) {
      return new KptiDecision(false, "mitigations=off");
    }
    if (cpu.hasCsv3()) {
      return new KptiDecision(false, "ID_AA64PFR0_EL1.CSV3 says that the CPU is safe");
    }
    return cpu.isOnKptiSafeList()
        ? new KptiDecision(false, "the kernel knows this CPU to be safe")
        : new KptiDecision(true, "the CPU is not known to be safe from Meltdown");
  }
}

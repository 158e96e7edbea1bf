// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

import java.util.Optional;

/**
 * Whether the kernel takes itself out of the user's translation tables ({@code
 * unmap_kernel_at_el0}, 6.12).
 *
 * @param isolated whether user tables leave the kernel out
 * @param reason why, in a few words
 */
public record KptiDecision(boolean isolated, String reason) {

  /**
   * What the kernel is built with and told.
   *
   * @param compiledIn CONFIG_UNMAP_KERNEL_AT_EL0
   * @param forced {@code kpti=} on the command line: on or off, if it is there and a boolean
   * @param mitigationsOff {@code mitigations=off} on the command line
   * @param kaslr whether KASLR is in force ({@code kaslr_enabled})
   * @param e0pdCompiledIn CONFIG_ARM64_E0PD
   * @param caviumCompiledIn CONFIG_CAVIUM_ERRATUM_27456
   */
  public record Circumstances(
      boolean compiledIn,
      Optional<Boolean> forced,
      boolean mitigationsOff,
      boolean kaslr,
      boolean e0pdCompiledIn,
      boolean caviumCompiledIn) {}

  /** Decides for one CPU, as the kernel does when it looks at its boot CPU. */
  public static KptiDecision of(CpuFeatures cpu, Circumstances given) {
    if (!given.compiledIn()) {
      return new KptiDecision(false, "the kernel is built without CONFIG_UNMAP_KERNEL_AT_EL0");
    }
    if (given.caviumCompiledIn() && cpu.isCavium27456()) {
      return new KptiDecision(false, "Cavium erratum 27456 forbids it");
    }
    if (given.forced().isPresent()) {
      return new KptiDecision(given.forced().get(), "kpti= on the command line");
    }
    if (given.kaslr() && !(given.e0pdCompiledIn() && cpu.hasE0pd())) {
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

  /**
   * A value of {@code kpti=} as {@code kstrtobool} reads it: by its first letter, or two after an
   * o.
   *
   * @return nothing where the kernel takes it for no boolean and passes the option over
   */
  public static Optional<Boolean> forced(String value) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return switch (value.charAt(0)) {
      case 'y', 'Y', 't', 'T', '1' -> Optional.of(true);
      case 'n', 'N', 'f', 'F', '0' -> Optional.of(false);
      case 'o', 'O' -> onOrOff(value);
      default -> Optional.empty();
    };
  }

  private static Optional<Boolean> onOrOff(String value) {
    return switch (value.length() < 2 ? ' ' : value.charAt(1)) {
      case 'n', 'N' -> Optional.of(true);
      case 'f', 'F' -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}

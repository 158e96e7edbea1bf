// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.registers;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.Ttbr;

/**
 * The registers of one CPU, as far as they are known; one that is not here is not known, and never
 * 0.
 *
 * @param values by the architecture's name, such as {@code TCR_EL1}; 64 bits each
 */
public record RegisterValues(Map<String, Long> values) {
  /** HCR_EL2.E2H and TGE: the kernel runs at EL2, by EL2's registers (Arm ARM D1.5.4). */
  private static final long HOST = 1L << 34 | 1L << 27;

  /** TCR2_EL1.PIE. */
  private static final long PIE = 1L << 1;

  /** Copies the map, in its order. */
  public RegisterValues {
    values = ImmutableMap.copyOf(values);
  }

  /** The value of a register of this very name. */
  public Optional<Long> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Whether the CPU runs its kernel at EL2, as a host does whose CPU has FEAT_VHE. */
  public boolean isHost() {
    return (values.getOrDefault("HCR_EL2", 0L) & HOST) == HOST;
  }

  /**
   * The register that translates for the kernel: {@code name} of EL2 where it runs there, else of
   * EL1.
   *
   * @param name without the exception level, such as {@code TCR}
   */
  public Optional<Long> kernels(String name) {
    return value(name + (isHost() ? "_EL2" : "_EL1"));
  }

  /** The translation control register. */
  public Optional<Tcr> tcr() {
    return kernels("TCR").map(Tcr::new);
  }

  /** The memory types. */
  public Optional<Mair> mair() {
    return kernels("MAIR").map(Mair::new);
  }

  /** The system control register. */
  public Optional<Sctlr> sctlr() {
    return kernels("SCTLR").map(Sctlr::new);
  }

  /** The table base of the lower half. */
  public Optional<Ttbr> ttbr0() {
    return kernels("TTBR0").map(Ttbr::new);
  }

  /** The table base of the upper half. */
  public Optional<Ttbr> ttbr1() {
    return kernels("TTBR1").map(Ttbr::new);
  }

  /** The rights that FEAT_S1PIE selects; empty where TCR2.PIE is clear or not known. */
  public Optional<IndirectPermissions> indirect() {
    if ((kernels("TCR2").orElse(0L) & PIE) == 0) {
      return Optional.empty();
    }
    Optional<Long> pire0 = kernels("PIRE0");
    return kernels("PIR")
        .filter(pir -> pire0.isPresent())
        .map(pir -> new IndirectPermissions(pir, pire0.orElseThrow()));
  }

  /**
   * The registers of FEAT_S1PIE that are not known although TCR2.PIE says that they count; none
   * else.
   */
  public Optional<String> missingIndirect() {
    if ((kernels("TCR2").orElse(0L) & PIE) == 0) {
      return Optional.empty();
    }
    String level = isHost() ? "_EL2" : "_EL1";
    if (kernels("PIR").isEmpty()) {
      return Optional.of("PIR" + level);
    }
    return kernels("PIRE0").isEmpty() ? Optional.of("PIRE0" + level) : Optional.empty();
  }
}

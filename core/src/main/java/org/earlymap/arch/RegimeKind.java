// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * Whose addresses tables translate, and so what the fields of their descriptors mean (Arm ARM
 * D8.1.2): stage 1 of EL1 and EL0, of EL2 (without FEAT_VHE's E2H) or of EL3, or stage 2.
 */
public enum RegimeKind {
  /** Stage 1 of EL1 and EL0, two halves. */
  EL1("EL1&0", "EL1"),
  /** Stage 1 of EL2 with HCR_EL2.E2H = 0: one half, one privilege. */
  EL2("EL2", "EL2"),
  /** Stage 1 of EL3: one half, one privilege. */
  EL3("EL3", "EL3"),
  /** Stage 2, whose input addresses are intermediate physical ones. */
  STAGE2("stage 2", "EL2"),
  /** Stage 2 with HCR_EL2.FWB: leaves state the resulting memory type (FEAT_S2FWB). */
  STAGE2_FWB("stage 2, FWB", "EL2");

  private final String label;
  private final String suffix;

  RegimeKind(String label, String suffix) {
    this.label = label;
    this.suffix = suffix;
  }

  /** As Arm writes it, such as {@code EL1&0}. */
  public String label() {
    return label;
  }

  /** Whether it is stage 2. */
  public boolean isStage2() {
    return this == STAGE2 || this == STAGE2_FWB;
  }

  /** Whether stage 1 of it serves one exception level only: no EL0, no ASID. */
  public boolean hasOnePrivilege() {
    return this == EL2 || this == EL3;
  }

  /** Whether there is an upper half, which TTBR1 translates. */
  public boolean hasUpperHalf() {
    return this == EL1;
  }

  /** The exception level whose registers control it: {@code EL1}, {@code EL2} or {@code EL3}. */
  public String exceptionLevel() {
    return suffix;
  }

  /** Its translation control register. */
  public String controlRegister() {
    return isStage2() ? "VTCR_EL2" : "TCR_" + suffix;
  }

  /** What messages and files call {@link #baseRegister}: of EL1 without the exception level. */
  public String shortBaseRegister(VaHalf half) {
    return this == EL1 ? half.register() : baseRegister(half);
  }

  /** The register that holds the root of {@code half}; only EL1&amp;0 has an upper one. */
  public String baseRegister(VaHalf half) {
    return isStage2() ? "VTTBR_EL2" : half.register() + "_" + suffix;
  }

  /** {@code rights} in words, with the exception levels that have them. */
  public String describe(int rights) {
    return hasOnePrivilege() ? Rights.describe(suffix, rights) : Rights.describe(rights);
  }
}

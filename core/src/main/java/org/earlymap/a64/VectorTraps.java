// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

/**
 * Who wants to see that floating point or vectors are used: EL1 by CPACR_EL1, EL2 by CPTR_EL2 (Arm
 * ARM CheckFPAdvSIMDEnabled64, CheckSVEEnabled, CheckSMEEnabled).
 */
final class VectorTraps {
  /** What is used; the longer vectors are traps of floating point too. */
  enum Kind {
    /** CV is set and COND is 14. */
    FP(20, 10, Exceptions.EC_FP, 0x1e0_0000),
    SVE(16, 8, Exceptions.EC_SVE, 0),
    SME(24, 12, Exceptions.EC_SME, 0);

    private final int enable;
    private final int trap;
    private final int exceptionClass;
    private final long syndrome;

    /**
     * Where its controls are.
     *
     * @param enable the lowest bit of the field of CPACR_EL1, and of CPTR_EL2 with E2H
     * @param trap the bit of CPTR_EL2 without E2H
     */
    Kind(int enable, int trap, int exceptionClass, long syndrome) {
      this.enable = enable;
      this.trap = trap;
      this.exceptionClass = exceptionClass;
      this.syndrome = syndrome;
    }
  }

  private final Cpu cpu;

  VectorTraps(Cpu cpu) {
    this.cpu = cpu;
  }

  /**
   * Lets {@code kind} be used.
   *
   * @throws GuestFault where it is trapped
   */
  void require(Kind kind) {
    long[] system = cpu.state.system;
    long hcr = system[Sys.HCR_EL2];
    boolean e2h = (hcr & Sys.HCR_E2H) != 0;
    boolean host = e2h && (hcr & Sys.HCR_TGE) != 0;
    int el = cpu.state.el;
    if (el == 1 || (el == 0 && !host)) {
      requireEnabled(system[Sys.CPACR_EL1], kind, el == 0, false);
      requireEnabled(system[Sys.CPACR_EL1], Kind.FP, el == 0, false);
    }
    if (cpu.profile.highestEl() < 2) {
      return;
    }
    long cptr = system[Sys.CPTR_EL2];
    if (e2h) {
      requireEnabled(cptr, kind, el == 0 && host, true);
      requireEnabled(cptr, Kind.FP, el == 0 && host, true);
    } else {
      requireNoTrap(cptr, kind);
      requireNoTrap(cptr, Kind.FP);
    }
  }

  private void requireEnabled(long register, Kind kind, boolean user, boolean el2) {
    long enabled = register >>> kind.enable & 3;
    if ((enabled & 1) == 0 || (enabled == 1 && user)) {
      throw el2
          ? cpu.fault.trapped(kind.exceptionClass, kind.syndrome)
          : cpu.fault.other(kind.exceptionClass, kind.syndrome);
    }
  }

  private void requireNoTrap(long cptr, Kind kind) {
    if ((cptr >>> kind.trap & 1) != 0) {
      throw cpu.fault.trapped(kind.exceptionClass, kind.syndrome);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import org.earlymap.a64.decode.Sys;
import org.earlymap.a64.decode.SystemRegisters;
import org.earlymap.a64.value.GuestFault;

/**
 * Who wants to see that floating point or vectors are used: EL1 by CPACR_EL1, EL2 by CPTR_EL2 (Arm
 * ARM CheckFPAdvSIMDEnabled64, CheckSVEEnabled, CheckSMEEnabled). And how long the vectors of SVE
 * and SME are, which no ID register says: the CPU has some lengths, and ZCR or SMCR bound the one
 * in use (Arm ARM B1.4.3). Of CPUs that are not known 128 bits only.
 */
final class Vectors {
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

  /** In units of 128 bits, bit n for n + 1 of them. */
  private static final int ONLY_128 = 1;

  private static final int UP_TO_256 = 0b11;
  private static final int UP_TO_512 = 0b1011;
  private static final int ALL = 0xffff;
  private static final int POWERS_OF_TWO = 0x808b;

  private static final int FUJITSU_A64FX = 0x46_001;
  private static final int ARM_NEOVERSE_V1 = 0x41_d40;
  private static final int QEMU_MAX = 0x00_051;

  private static final int LENGTH = 0xf;
  private static final int[] ZCR = {
    SystemRegisters.index("ZCR_EL1"), SystemRegisters.index("ZCR_EL2")
  };
  private static final int[] SMCR = {
    SystemRegisters.index("SMCR_EL1"), SystemRegisters.index("SMCR_EL2")
  };

  private final Cpu cpu;
  private final int plain;
  private final int streaming;

  Vectors(Cpu cpu) {
    this.cpu = cpu;
    long midr = cpu.profile.get("MIDR_EL1");
    int model = (int) (midr >>> 24 & 0xff) << 12 | (int) (midr >>> 4 & 0xfff);
    this.plain =
        switch (model) {
          case FUJITSU_A64FX -> UP_TO_512;
          case ARM_NEOVERSE_V1 -> UP_TO_256;
          case QEMU_MAX -> ALL;
          default -> ONLY_128;
        };
    this.streaming = model == QEMU_MAX ? POWERS_OF_TWO : ONLY_128;
  }

  /** In bytes, at the current exception level. */
  int bytes(boolean ofStreaming) {
    int[] bounds = ofStreaming ? SMCR : ZCR;
    long[] system = cpu.state.system;
    int most = LENGTH;
    if (!cpu.state.isOfEl2()) {
      most = (int) system[bounds[0]] & LENGTH;
    }
    if (cpu.profile.highestEl() == 2) {
      most = Math.min(most, (int) system[bounds[1]] & LENGTH);
    }
    int lengths = ofStreaming ? streaming : plain;
    int within = lengths & (2 << most) - 1;
    int chosen = within != 0 ? within : Integer.lowestOneBit(lengths);
    return 16 * (Integer.SIZE - Integer.numberOfLeadingZeros(chosen));
  }

  /**
   * Lets {@code kind} be used.
   *
   * @throws GuestFault where it is trapped
   */
  void require(Kind kind) {
    long[] system = cpu.state.system;
    boolean user = cpu.state.el == 0;
    boolean ofEl2 = cpu.state.isOfEl2();
    if (!ofEl2) {
      requireEnabled(system[Sys.CPACR_EL1], kind, user, false);
      requireEnabled(system[Sys.CPACR_EL1], Kind.FP, user, false);
    }
    if (cpu.profile.highestEl() < 2) {
      return;
    }
    long cptr = system[Sys.CPTR_EL2];
    if ((system[Sys.HCR_EL2] & Sys.HCR_E2H) != 0) {
      requireEnabled(cptr, kind, user && ofEl2, true);
      requireEnabled(cptr, Kind.FP, user && ofEl2, true);
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

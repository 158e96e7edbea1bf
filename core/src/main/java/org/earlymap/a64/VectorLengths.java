// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import org.earlymap.a64.decode.SystemRegisters;

/**
 * How long the vectors of SVE and SME are, which no ID register says: the CPU has some lengths, and
 * ZCR or SMCR bound the one in use (Arm ARM B1.4.3). Of CPUs that are not known 128 bits only.
 */
final class VectorLengths {
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

  VectorLengths(Cpu cpu) {
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
    long hcr = system[Sys.HCR_EL2];
    boolean host = (hcr & Sys.HCR_E2H) != 0 && (hcr & Sys.HCR_TGE) != 0;
    int el = cpu.state.el;
    int most = LENGTH;
    if (el == 1 || (el == 0 && !host)) {
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
}

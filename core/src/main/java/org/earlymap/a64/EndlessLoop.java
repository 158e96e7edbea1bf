// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import java.util.Arrays;

/**
 * Proves that a CPU goes round for ever: it comes back to the same place with the same registers,
 * has stored nothing on its way and read no counter. Nothing else changes in a board without
 * devices, so each round is like the one before. {@code while (true) cpu_relax();} is one, and so
 * is waiting for a lock that nobody will release.
 */
final class EndlessLoop {
  /** No loop that is longer is looked for, in instructions. */
  static final int MOST = 128;

  private static final int MRS_MASK = 0xfff00000;
  private static final int MRS = 0xd5300000;

  private final Cpu cpu;
  private final Interpreter interpreter;

  EndlessLoop(Cpu cpu, Interpreter interpreter) {
    this.cpu = cpu;
    this.interpreter = interpreter;
  }

  /**
   * Executes up to {@link #MOST} instructions.
   *
   * @return how many instructions the loop has that the CPU is in, 0 where it is in none that can
   *     be proved to be endless
   */
  int length() {
    CpuState state = cpu.state;
    long pc = state.pc;
    long pstate = state.pstate();
    long[] x = state.x.clone();
    for (int i = 1; i <= MOST; i++) {
      if (!isRepeatable(cpu.code.wordAt(state.pc))) {
        return 0;
      }
      interpreter.run(1);
      cpu.executedBefore += 1L - cpu.left;
      cpu.quantum = 0;
      cpu.left = 0;
      if (cpu.stop != null) {
        // Met again by whoever runs on.
        cpu.stop = null;
        return 0;
      }
      // The slot that takes what is discarded is no register.
      x[CpuState.DISCARD] = state.x[CpuState.DISCARD];
      if (state.pc == pc && state.pstate() == pstate && Arrays.equals(x, state.x)) {
        return i;
      }
    }
    return 0;
  }

  /** Whether an instruction does the same again where registers and memory are the same. */
  private static boolean isRepeatable(int word) {
    if ((word & 0x0a000000) == 0x08000000) {
      boolean exclusivePair = (word & 0x3f000000) == 0x08000000 && (word & (1 << 21)) != 0;
      boolean atomic = (word & 0x3b200c00) == 0x38200000;
      boolean tag = (word & 0xff200000) == 0xd9200000;
      return (word & (1 << 22)) != 0 && !exclusivePair && !atomic && !tag;
    }
    // Registers of time (CRn 14), of performance (9) and random numbers (2) differ each time.
    boolean counter = (word & MRS_MASK) == MRS && (word & 0x00070000) == 0x00030000;
    return word != 0 && !counter;
  }
}

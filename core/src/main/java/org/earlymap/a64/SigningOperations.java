// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static org.earlymap.a64.CpuState.ZERO;

import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.Op;
import org.earlymap.a64.decode.Sys;

/**
 * The instructions of pointer authentication (Arm ARM C3.1.10). Where a key is not enabled they
 * change nothing, as on a CPU without them.
 */
public final class SigningOperations {
  private static final int IA = 0;
  private static final int IB = 1;
  private static final int AUTHENTICATE = PointerCodes.AUTHENTICATE;

  private final Cpu cpu;
  private final PointerCodes codes;
  private final long[] x;

  SigningOperations(Cpu cpu) {
    this.cpu = cpu;
    this.codes = new PointerCodes(cpu);
    this.x = cpu.state.x;
  }

  void execute(long decoded) {
    int rd = Decoded.rd(decoded);
    int ra = Decoded.ra(decoded);
    long n = x[Decoded.rn(decoded)];
    long m = x[Decoded.rm(decoded)];
    int imm = (int) Decoded.immediate(decoded);
    switch (Decoded.op(decoded)) {
      case Op.XPACLRI -> {
        if (cpu.has(Feature.PAUTH)) {
          x[30] = codes.strip(x[30], false);
        }
      }
      case Op.XPAC -> x[rd] = codes.strip(x[rd], imm != 0);
      case Op.SIGN -> x[rd] = codes.sign(x[rd], n, ra, false);
      case Op.SIGN_ZERO -> x[rd] = codes.sign(x[rd], 0, ra, false);
      case Op.SIGN_HINT -> hint(ra);
      case Op.PACGA -> x[rd] = codes.generic(n, m);
      case Op.BR_AUTH_ZERO -> branch(checked(n, 0, AUTHENTICATE | imm), 1);
      case Op.BLR_AUTH_ZERO -> call(checked(n, 0, AUTHENTICATE | imm));
      case Op.BR_AUTH -> branch(checked(n, m, AUTHENTICATE | imm), 1);
      case Op.BLR_AUTH -> call(checked(n, m, AUTHENTICATE | imm));
      case Op.RET_AUTH -> branch(checked(x[30], x[CpuState.SP], AUTHENTICATE | imm), 0);
      case Op.ERET_AUTH -> {
        if (cpu.state.el == 0) {
          throw cpu.undefined();
        }
        long to = cpu.state.system[cpu.state.el == 2 ? Sys.ELR_EL2 : Sys.ELR_EL1];
        cpu.exceptions.exceptionReturn(checked(to, x[CpuState.SP], AUTHENTICATE | imm));
      }
      case Op.LDR_AUTH -> {
        int rn = Decoded.rn(decoded);
        int key = AUTHENTICATE | 2 | (imm >> 1 & 1);
        long va = checked(n, 0, key) + (imm >> 2);
        x[rd] = cpu.data.load64(va);
        if ((imm & 1) != 0) {
          x[rn] = va;
        }
      }
      default -> throw new IllegalStateException("no operation " + Decoded.op(decoded));
    }
    x[ZERO] = 0;
  }

  /** The hints: PACIA1716 and its kin, then those of X30 with zero or the stack pointer. */
  private void hint(int kind) {
    if (!cpu.has(Feature.PAUTH)) {
      return;
    }
    if (kind < 4) {
      x[17] = codes.sign(x[17], x[16], kind < 2 ? kind : AUTHENTICATE | kind - 2, false);
      return;
    }
    int which = (kind - 4) & 3;
    int key = which < 2 ? IA : IB;
    long modifier = (which & 1) != 0 ? x[CpuState.SP] : 0;
    x[30] = codes.sign(x[30], modifier, kind < 8 ? key : AUTHENTICATE | key, false);
  }

  private void branch(long target, int btype) {
    cpu.nextPc = target;
    cpu.state.btype = btype;
  }

  private void call(long target) {
    x[30] = cpu.state.pc + 4;
    branch(target, 2);
  }

  private long checked(long pointer, long modifier, int key) {
    return codes.sign(pointer, modifier, key, true);
  }
}

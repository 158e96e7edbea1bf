// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static org.earlymap.a64.CpuState.ZERO;

import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.Op;
import org.earlymap.arch.VaHalf;

/**
 * Pointer authentication (Arm ARM D8.10). Where a key is not enabled its instructions change
 * nothing, as on a CPU without them; codes are computed only by the architecture's QARMA5.
 */
public final class SigningOperations {
  private static final int IA = 0;
  private static final int IB = 1;
  private static final int AUTHENTICATE = 4;
  private static final long[] ENABLE = {
    Sys.SCTLR_ENIA, Sys.SCTLR_ENIB, Sys.SCTLR_ENDA, Sys.SCTLR_ENDB
  };

  private final Cpu cpu;
  private final long[] x;

  SigningOperations(Cpu cpu) {
    this.cpu = cpu;
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
          x[30] = strip(x[30]);
        }
      }
      case Op.XPAC -> x[rd] = strip(x[rd]);
      case Op.SIGN -> x[rd] = sign(x[rd], n, ra);
      case Op.SIGN_ZERO -> x[rd] = sign(x[rd], 0, ra);
      case Op.SIGN_HINT -> hint(ra);
      case Op.PACGA -> throw cpu.unimplemented("PACGA");
      case Op.BR_AUTH_ZERO -> branch(sign(n, 0, AUTHENTICATE | imm), 1);
      case Op.BLR_AUTH_ZERO -> call(sign(n, 0, AUTHENTICATE | imm));
      case Op.BR_AUTH -> branch(sign(n, m, AUTHENTICATE | imm), 1);
      case Op.BLR_AUTH -> call(sign(n, m, AUTHENTICATE | imm));
      case Op.RET_AUTH -> branch(sign(x[30], x[CpuState.SP], AUTHENTICATE | imm), 0);
      case Op.ERET_AUTH -> {
        if (cpu.state.el == 0) {
          throw cpu.undefined();
        }
        long to = cpu.state.system[cpu.state.el == 2 ? Sys.ELR_EL2 : Sys.ELR_EL1];
        cpu.exceptions.exceptionReturn(sign(to, x[CpuState.SP], AUTHENTICATE | imm));
      }
      case Op.LDR_AUTH -> {
        int rn = Decoded.rn(decoded);
        int key = AUTHENTICATE | 2 | (imm >> 1 & 1);
        long va = sign(n, 0, key) + (imm >> 2);
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
      x[17] = sign(x[17], x[16], kind < 2 ? kind : AUTHENTICATE | kind - 2);
      return;
    }
    int which = (kind - 4) & 3;
    int key = which < 2 ? IA : IB;
    long modifier = (which & 1) != 0 ? x[CpuState.SP] : 0;
    x[30] = sign(x[30], modifier, kind < 8 ? key : AUTHENTICATE | key);
  }

  private void branch(long target, int btype) {
    cpu.nextPc = target;
    cpu.state.btype = btype;
  }

  private void call(long target) {
    x[30] = cpu.state.pc + 4;
    branch(target, 2);
  }

  /** Adds or checks a code: keys IA, IB, DA and DB, then the same to authenticate. */
  private long sign(long pointer, long modifier, int key) {
    if ((cpu.mmu.sctlrValue() & ENABLE[key & 3]) == 0) {
      return pointer;
    }
    throw cpu.unimplemented(
        "pointer authentication code by modifier 0x" + Long.toHexString(modifier));
  }

  /** The pointer with its code replaced by what an address has there. */
  private long strip(long pointer) {
    VaHalf half = VaHalf.of(pointer);
    long code = -1L << cpu.mmu.addressBits(half);
    if (cpu.mmu.topByteIgnored(half)) {
      code &= -1L >>> 8;
    }
    return half == VaHalf.UPPER ? pointer | code : pointer & ~code;
  }
}

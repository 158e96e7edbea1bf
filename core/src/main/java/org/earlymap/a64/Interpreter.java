// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static org.earlymap.a64.IntegerOperations.offset;
import static org.earlymap.a64.value.Flags.hold;
import static org.earlymap.a64.value.Flags.ofAdd;
import static org.earlymap.a64.value.Flags.ofAdd32;
import static org.earlymap.a64.value.Flags.ofSubtract;
import static org.earlymap.a64.value.Flags.ofSubtract32;
import static org.earlymap.a64.value.Flags.signAndZero;

import org.earlymap.a64.decode.CodePage;
import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.LogicalImmediate;
import org.earlymap.a64.decode.Op;
import org.earlymap.a64.value.GuestFault;

/**
 * The loop that executes: one decoded number for each instruction, one switch for those that
 * kernels execute most, and a call for the others.
 *
 * <p>HotSpot never compiles a method of more than 8000 bytes of code, which bounds the switch.
 */
public final class Interpreter {
  private final Cpu cpu;

  Interpreter(Cpu cpu) {
    this.cpu = cpu;
  }

  /**
   * Executes instructions from PC on until as many are executed, or {@link Cpu#stop} says why not.
   */
  void run(int quantum) {
    final CpuState state = cpu.state;
    final CodeCache cache = cpu.code;
    final DataAccess data = cpu.data;
    final long[] x = state.x;
    final boolean branchTypes = cpu.has(Feature.BTI);
    cpu.quantum = quantum;
    int left = quantum;
    int nzcv = state.nzcv;
    int btype = state.takeBranchType();
    long pc = state.pc;
    pages:
    while (left > 0) {
      int slot = (int) (pc >>> CodeCache.PAGE_SHIFT) & (CodeCache.SLOTS - 1);
      if (cache.tags[slot] != (pc & (CodeCache.PAGE_MASK | 3))
          || (btype != 0 && cache.guarded[slot])) {
        state.pc = pc;
        state.nzcv = nzcv;
        state.btype = branchTypes ? btype : 0;
        cpu.left = left;
        if (!enterPage(pc)) {
          pc = state.pc;
          nzcv = state.nzcv;
          btype = state.takeBranchType();
          left = cpu.left - 1;
          if (cpu.stop != null) {
            break;
          }
          continue;
        }
      }
      final long entered = pc;
      final int branched = branchTypes ? btype : 0;
      btype = 0;
      final CodePage page = cache.pages[slot];
      final boolean guarded = cache.guarded[slot];
      final long[] code = page.code;
      final long base = pc & CodeCache.PAGE_MASK;
      int i = ((int) pc & (CodePage.BYTES - 1)) >>> 2;
      try {
        for (; left > 0; left--) {
          if (i < 0 || i >= code.length) {
            pc = base + ((long) i << 2);
            continue pages;
          }
          final long decoded = code[i];
          i++;
          final int rd = (int) (decoded >>> Decoded.RD_SHIFT) & Decoded.SLOT_MASK;
          final int rn = (int) (decoded >>> Decoded.RN_SHIFT) & Decoded.SLOT_MASK;
          final int rm = (int) (decoded >>> Decoded.RM_SHIFT) & Decoded.SLOT_MASK;
          final int ra = (int) (decoded >>> Decoded.RA_SHIFT) & Decoded.SLOT_MASK;
          final long imm = decoded >> Decoded.IMMEDIATE_SHIFT;
          switch ((int) decoded & Decoded.OP_MASK) {
            case Op.UNDECODED -> {
              i--;
              left++;
              cache.decode(page, i);
            }
            case Op.ADR -> x[rd] = base + ((long) (i - 1) << 2) + imm;
            case Op.ADRP -> x[rd] = base + (imm << 12);
            case Op.ADD_WI -> x[rd] = (x[rn] + imm) & 0xffff_ffffL;
            case Op.ADDS_WI -> {
              long a = x[rn];
              nzcv = ofAdd32(a, imm);
              x[rd] = (a + imm) & 0xffff_ffffL;
            }
            case Op.SUBS_WI -> {
              long a = x[rn];
              nzcv = ofSubtract32(a, imm);
              x[rd] = (a - imm) & 0xffff_ffffL;
            }
            case Op.ADD_XI -> x[rd] = x[rn] + imm;
            case Op.ADDS_XI -> {
              long a = x[rn];
              nzcv = ofAdd(a, imm);
              x[rd] = a + imm;
            }
            case Op.SUBS_XI -> {
              long a = x[rn];
              nzcv = ofSubtract(a, imm);
              x[rd] = a - imm;
            }
            case Op.AND_WI -> x[rd] = (x[rn] & LogicalImmediate.value((int) imm)) & 0xffff_ffffL;
            case Op.ORR_WI -> x[rd] = (x[rn] | LogicalImmediate.value((int) imm)) & 0xffff_ffffL;
            case Op.EOR_WI -> x[rd] = (x[rn] ^ LogicalImmediate.value((int) imm)) & 0xffff_ffffL;
            case Op.ANDS_WI -> {
              long r = x[rn] & LogicalImmediate.value((int) imm) & 0xffff_ffffL;
              nzcv = signAndZero(r << 32);
              x[rd] = r;
            }
            case Op.AND_XI -> x[rd] = x[rn] & LogicalImmediate.value((int) imm);
            case Op.ORR_XI -> x[rd] = x[rn] | LogicalImmediate.value((int) imm);
            case Op.EOR_XI -> x[rd] = x[rn] ^ LogicalImmediate.value((int) imm);
            case Op.ANDS_XI -> {
              long r = x[rn] & LogicalImmediate.value((int) imm);
              nzcv = signAndZero(r);
              x[rd] = r;
            }
            case Op.MOVN_W -> x[rd] = ~(imm << (ra << 4)) & 0xffff_ffffL;
            case Op.MOVZ -> x[rd] = imm << (ra << 4);
            case Op.MOVK_W ->
                x[rd] = ((x[rd] & ~(0xffffL << (ra << 4))) | imm << (ra << 4)) & 0xffff_ffffL;
            case Op.MOVN_X -> x[rd] = ~(imm << (ra << 4));
            case Op.MOVK_X -> x[rd] = (x[rd] & ~(0xffffL << (ra << 4))) | imm << (ra << 4);
            case Op.SBFM_W -> x[rd] = (int) x[rn] << (int) imm >> (int) (imm >> 6) & 0xffff_ffffL;
            case Op.BFM_W -> x[rd] = IntegerOperations.insert32(x[rd], x[rn], (int) imm);
            case Op.UBFM_W -> x[rd] = (int) x[rn] << (int) imm >>> (int) (imm >> 6) & 0xffff_ffffL;
            case Op.SBFM_X -> x[rd] = x[rn] << (int) imm >> (int) (imm >> 6);
            case Op.BFM_X -> x[rd] = IntegerOperations.insert64(x[rd], x[rn], (int) imm);
            case Op.UBFM_X -> x[rd] = x[rn] << (int) imm >>> (int) (imm >> 6);
            case Op.EXTR_W ->
                x[rd] = ((x[rn] << 32 | (x[rm] & 0xffff_ffffL)) >>> imm) & 0xffff_ffffL;
            case Op.EXTR_X -> x[rd] = imm == 0 ? x[rm] : x[rm] >>> imm | x[rn] << -imm;
            case Op.B -> {
              i += (int) imm - 1;
            }
            case Op.BL -> {
              x[30] = base + ((long) i << 2);
              i += (int) imm - 1;
            }
            case Op.B_COND -> {
              if (hold(ra, nzcv)) {
                i += (int) imm - 1;
              }
            }
            case Op.CBZ_W -> {
              if ((int) x[rd] == 0) {
                i += (int) imm - 1;
              }
            }
            case Op.CBNZ_W -> {
              if ((int) x[rd] != 0) {
                i += (int) imm - 1;
              }
            }
            case Op.CBZ_X -> {
              if (x[rd] == 0) {
                i += (int) imm - 1;
              }
            }
            case Op.CBNZ_X -> {
              if (x[rd] != 0) {
                i += (int) imm - 1;
              }
            }
            case Op.TBZ -> {
              if ((x[rd] >>> rm & 1) == 0) {
                i += (int) imm - 1;
              }
            }
            case Op.TBNZ -> {
              if ((x[rd] >>> rm & 1) != 0) {
                i += (int) imm - 1;
              }
            }
            case Op.BR -> {
              pc = x[rn];
              btype = rn == 16 || rn == 17 || !guarded ? 1 : 3;
              left--;
              continue pages;
            }
            case Op.BLR -> {
              pc = x[rn];
              x[30] = base + ((long) i << 2);
              btype = 2;
              left--;
              continue pages;
            }
            case Op.RET -> {
              pc = x[rn];
              left--;
              continue pages;
            }
            case Op.NOP -> {}
            case Op.MRS_SP_EL0 -> x[rd] = cpu.systemOperations.spEl0();
            case Op.LDR_X_LITERAL -> x[rd] = data.load64(base + ((long) (i - 1) << 2) + (imm << 2));
            case Op.STP_X -> {
              long at = x[rn] + imm;
              data.store64(at, x[rd]);
              data.store64(at + 8, x[ra]);
            }
            case Op.LDP_X -> {
              long at = x[rn] + imm;
              long low = data.load64(at);
              x[ra] = data.load64(at + 8);
              x[rd] = low;
            }
            case Op.STP_X_POST -> {
              long at = x[rn];
              data.store64(at, x[rd]);
              data.store64(at + 8, x[ra]);
              x[rn] = at + imm;
            }
            case Op.LDP_X_POST -> {
              long at = x[rn];
              long low = data.load64(at);
              x[ra] = data.load64(at + 8);
              x[rd] = low;
              x[rn] = at + imm;
            }
            case Op.STP_X_PRE -> {
              long at = x[rn] + imm;
              data.store64(at, x[rd]);
              data.store64(at + 8, x[ra]);
              x[rn] = at;
            }
            case Op.LDP_X_PRE -> {
              long at = x[rn] + imm;
              long low = data.load64(at);
              x[ra] = data.load64(at + 8);
              x[rd] = low;
              x[rn] = at;
            }
            case Op.STP_W -> {
              long at = x[rn] + imm;
              data.store32(at, x[rd]);
              data.store32(at + 4, x[ra]);
            }
            case Op.LDP_W -> {
              long at = x[rn] + imm;
              long low = data.load32(at);
              x[ra] = data.load32(at + 4);
              x[rd] = low;
            }
            case Op.STRB -> data.store8(x[rn] + imm, x[rd]);
            case Op.LDRB -> x[rd] = data.load8(x[rn] + imm);
            case Op.LDRSB_X -> x[rd] = (byte) data.load8(x[rn] + imm);
            case Op.LDRSB_W -> x[rd] = (byte) data.load8(x[rn] + imm) & 0xffff_ffffL;
            case Op.STRH -> data.store16(x[rn] + imm, x[rd]);
            case Op.LDRH -> x[rd] = data.load16(x[rn] + imm);
            case Op.LDRSH_X -> x[rd] = (short) data.load16(x[rn] + imm);
            case Op.LDRSH_W -> x[rd] = (short) data.load16(x[rn] + imm) & 0xffff_ffffL;
            case Op.STR_W -> data.store32(x[rn] + imm, x[rd]);
            case Op.LDR_W -> x[rd] = data.load32(x[rn] + imm);
            case Op.LDRSW -> x[rd] = (int) data.load32(x[rn] + imm);
            case Op.STR_X -> data.store64(x[rn] + imm, x[rd]);
            case Op.LDR_X -> x[rd] = data.load64(x[rn] + imm);
            case Op.STRB_REG -> data.store8(x[rn] + offset(x[rm], ra, imm), x[rd]);
            case Op.LDRB_REG -> x[rd] = data.load8(x[rn] + offset(x[rm], ra, imm));
            case Op.LDRSB_X_REG -> x[rd] = (byte) data.load8(x[rn] + offset(x[rm], ra, imm));
            case Op.LDRSB_W_REG ->
                x[rd] = (byte) data.load8(x[rn] + offset(x[rm], ra, imm)) & 0xffff_ffffL;
            case Op.STRH_REG -> data.store16(x[rn] + offset(x[rm], ra, imm), x[rd]);
            case Op.LDRH_REG -> x[rd] = data.load16(x[rn] + offset(x[rm], ra, imm));
            case Op.LDRSH_X_REG -> x[rd] = (short) data.load16(x[rn] + offset(x[rm], ra, imm));
            case Op.LDRSH_W_REG ->
                x[rd] = (short) data.load16(x[rn] + offset(x[rm], ra, imm)) & 0xffff_ffffL;
            case Op.STR_W_REG -> data.store32(x[rn] + offset(x[rm], ra, imm), x[rd]);
            case Op.LDR_W_REG -> x[rd] = data.load32(x[rn] + offset(x[rm], ra, imm));
            case Op.LDRSW_REG -> x[rd] = (int) data.load32(x[rn] + offset(x[rm], ra, imm));
            case Op.STR_X_REG -> data.store64(x[rn] + offset(x[rm], ra, imm), x[rd]);
            case Op.LDR_X_REG -> x[rd] = data.load64(x[rn] + offset(x[rm], ra, imm));
            case Op.STRB_POST -> {
              long at = x[rn];
              data.store8(at, x[rd]);
              x[rn] = at + imm;
            }
            case Op.LDRB_POST -> {
              long at = x[rn];
              x[rd] = data.load8(at);
              x[rn] = at + imm;
            }
            case Op.STR_X_POST -> {
              long at = x[rn];
              data.store64(at, x[rd]);
              x[rn] = at + imm;
            }
            case Op.LDR_X_POST -> {
              long at = x[rn];
              x[rd] = data.load64(at);
              x[rn] = at + imm;
            }
            case Op.UDIV_W -> {
              int by = (int) x[rm];
              x[rd] = by == 0 ? 0 : Integer.divideUnsigned((int) x[rn], by) & 0xffff_ffffL;
            }
            case Op.UDIV_X -> {
              long by = x[rm];
              x[rd] = by == 0 ? 0 : Long.divideUnsigned(x[rn], by);
            }
            case Op.LSLV_W -> x[rd] = (int) x[rn] << (int) x[rm] & 0xffff_ffffL;
            case Op.LSRV_W -> x[rd] = (int) x[rn] >>> (int) x[rm] & 0xffff_ffffL;
            case Op.ASRV_W -> x[rd] = (int) x[rn] >> (int) x[rm] & 0xffff_ffffL;
            case Op.LSLV_X -> x[rd] = x[rn] << x[rm];
            case Op.LSRV_X -> x[rd] = x[rn] >>> x[rm];
            case Op.ASRV_X -> x[rd] = x[rn] >> x[rm];
            case Op.CLZ_W -> x[rd] = Integer.numberOfLeadingZeros((int) x[rn]);
            case Op.CLZ_X -> x[rd] = Long.numberOfLeadingZeros(x[rn]);
            case Op.REV_W -> x[rd] = Integer.reverseBytes((int) x[rn]) & 0xffff_ffffL;
            case Op.REV_X -> x[rd] = Long.reverseBytes(x[rn]);
            case Op.RBIT_X -> x[rd] = Long.reverse(x[rn]);
            case Op.AND_W -> x[rd] = (x[rn] & x[rm] << imm) & 0xffff_ffffL;
            case Op.BIC_W -> x[rd] = (x[rn] & ~(x[rm] << imm)) & 0xffff_ffffL;
            case Op.ORR_W -> x[rd] = (x[rn] | x[rm] << imm) & 0xffff_ffffL;
            case Op.ORN_W -> x[rd] = (x[rn] | ~(x[rm] << imm)) & 0xffff_ffffL;
            case Op.EOR_W -> x[rd] = (x[rn] ^ x[rm] << imm) & 0xffff_ffffL;
            case Op.ANDS_W -> {
              long r = x[rn] & x[rm] << imm & 0xffff_ffffL;
              nzcv = signAndZero(r << 32);
              x[rd] = r;
            }
            case Op.BICS_W -> {
              long r = x[rn] & ~(x[rm] << imm) & 0xffff_ffffL;
              nzcv = signAndZero(r << 32);
              x[rd] = r;
            }
            case Op.AND_X -> x[rd] = x[rn] & x[rm] << imm;
            case Op.BIC_X -> x[rd] = x[rn] & ~(x[rm] << imm);
            case Op.ORR_X -> x[rd] = x[rn] | x[rm] << imm;
            case Op.ORN_X -> x[rd] = x[rn] | ~(x[rm] << imm);
            case Op.EOR_X -> x[rd] = x[rn] ^ x[rm] << imm;
            case Op.ANDS_X -> {
              long r = x[rn] & x[rm] << imm;
              nzcv = signAndZero(r);
              x[rd] = r;
            }
            case Op.BICS_X -> {
              long r = x[rn] & ~(x[rm] << imm);
              nzcv = signAndZero(r);
              x[rd] = r;
            }
            case Op.ADD_W -> x[rd] = (x[rn] + (x[rm] << imm)) & 0xffff_ffffL;
            case Op.ADDS_W -> {
              long a = x[rn];
              long b = x[rm] << imm;
              nzcv = ofAdd32(a, b);
              x[rd] = (a + b) & 0xffff_ffffL;
            }
            case Op.SUB_W -> x[rd] = (x[rn] - (x[rm] << imm)) & 0xffff_ffffL;
            case Op.SUBS_W -> {
              long a = x[rn];
              long b = x[rm] << imm;
              nzcv = ofSubtract32(a, b);
              x[rd] = (a - b) & 0xffff_ffffL;
            }
            case Op.ADD_X -> x[rd] = x[rn] + (x[rm] << imm);
            case Op.ADDS_X -> {
              long a = x[rn];
              long b = x[rm] << imm;
              nzcv = ofAdd(a, b);
              x[rd] = a + b;
            }
            case Op.SUB_X -> x[rd] = x[rn] - (x[rm] << imm);
            case Op.SUBS_X -> {
              long a = x[rn];
              long b = x[rm] << imm;
              nzcv = ofSubtract(a, b);
              x[rd] = a - b;
            }
            case Op.ADD_W_EXTEND ->
                x[rd] = (x[rn] + IntegerOperations.extend(x[rm], ra, imm)) & 0xffff_ffffL;
            case Op.ADD_X_EXTEND -> x[rd] = x[rn] + IntegerOperations.extend(x[rm], ra, imm);
            case Op.SUB_X_EXTEND -> x[rd] = x[rn] - IntegerOperations.extend(x[rm], ra, imm);
            case Op.SUBS_X_EXTEND -> {
              long a = x[rn];
              long b = IntegerOperations.extend(x[rm], ra, imm);
              nzcv = ofSubtract(a, b);
              x[rd] = a - b;
            }
            case Op.CCMN_W -> nzcv = hold(ra, nzcv) ? ofAdd32(x[rn], x[rm]) : rd;
            case Op.CCMN_WI -> nzcv = hold(ra, nzcv) ? ofAdd32(x[rn], imm) : rd;
            case Op.CCMP_W -> nzcv = hold(ra, nzcv) ? ofSubtract32(x[rn], x[rm]) : rd;
            case Op.CCMP_WI -> nzcv = hold(ra, nzcv) ? ofSubtract32(x[rn], imm) : rd;
            case Op.CCMN_X -> nzcv = hold(ra, nzcv) ? ofAdd(x[rn], x[rm]) : rd;
            case Op.CCMN_XI -> nzcv = hold(ra, nzcv) ? ofAdd(x[rn], imm) : rd;
            case Op.CCMP_X -> nzcv = hold(ra, nzcv) ? ofSubtract(x[rn], x[rm]) : rd;
            case Op.CCMP_XI -> nzcv = hold(ra, nzcv) ? ofSubtract(x[rn], imm) : rd;
            case Op.CSEL_W -> x[rd] = (hold(ra, nzcv) ? x[rn] : x[rm]) & 0xffff_ffffL;
            case Op.CSINC_W -> x[rd] = (hold(ra, nzcv) ? x[rn] : x[rm] + 1) & 0xffff_ffffL;
            case Op.CSINV_W -> x[rd] = (hold(ra, nzcv) ? x[rn] : ~x[rm]) & 0xffff_ffffL;
            case Op.CSNEG_W -> x[rd] = (hold(ra, nzcv) ? x[rn] : -x[rm]) & 0xffff_ffffL;
            case Op.CSEL_X -> x[rd] = hold(ra, nzcv) ? x[rn] : x[rm];
            case Op.CSINC_X -> x[rd] = hold(ra, nzcv) ? x[rn] : x[rm] + 1;
            case Op.CSINV_X -> x[rd] = hold(ra, nzcv) ? x[rn] : ~x[rm];
            case Op.CSNEG_X -> x[rd] = hold(ra, nzcv) ? x[rn] : -x[rm];
            case Op.MADD_W -> x[rd] = (x[ra] + x[rn] * x[rm]) & 0xffff_ffffL;
            case Op.MSUB_W -> x[rd] = (x[ra] - x[rn] * x[rm]) & 0xffff_ffffL;
            case Op.MADD_X -> x[rd] = x[ra] + x[rn] * x[rm];
            case Op.MSUB_X -> x[rd] = x[ra] - x[rn] * x[rm];
            case Op.SMADDL -> x[rd] = x[ra] + (long) (int) x[rn] * (int) x[rm];
            case Op.UMADDL -> x[rd] = x[ra] + (x[rn] & 0xffff_ffffL) * (x[rm] & 0xffff_ffffL);
            case Op.UMULH -> x[rd] = IntegerOperations.unsignedHigh(x[rn], x[rm]);
            default -> {
              state.pc = base + ((long) (i - 1) << 2);
              state.nzcv = nzcv;
              cpu.left = left;
              cpu.nextPc = state.pc + 4;
              cpu.executeRare(decoded);
              pc = cpu.nextPc;
              nzcv = state.nzcv;
              btype = state.takeBranchType();
              left--;
              continue pages;
            }
          }
        }
        pc = base + ((long) i << 2);
      } catch (GuestFault fault) {
        state.pc = base + ((long) (i - 1) << 2);
        state.nzcv = nzcv;
        cpu.left = left;
        if (fault.kind() == GuestFault.Kind.WATCHED) {
          runAlone();
        } else {
          cpu.exceptions.take(fault);
        }
        pc = state.pc;
        nzcv = state.nzcv;
        // Stopped at a branch's target, which was not executed: PSTATE is as the branch left it.
        btype = cpu.stop != null && pc == entered ? branched : 0;
        left = cpu.left - 1;
        if (cpu.stop != null) {
          break;
        }
      }
    }
    state.pc = pc;
    state.nzcv = nzcv;
    state.btype = btype;
    cpu.left = left;
  }

  /**
   * Finds the code at {@code pc} and checks that a branch may go there.
   *
   * @return whether it did; if not an exception has been taken, or the processor stops
   */
  private boolean enterPage(long pc) {
    try {
      boolean entered = cpu.code.enter(pc);
      if (entered) {
        cpu.state.btype = 0;
      } else {
        cpu.left++;
      }
      return entered;
    } catch (GuestFault fault) {
      cpu.exceptions.take(fault);
      return false;
    }
  }

  /** Executes the instruction at PC by itself: those who are told know where it is. */
  private void runAlone() {
    if (!cpu.stackPointer.before()) {
      return;
    }
    int quantum = cpu.quantum;
    int left = cpu.left;
    long before = cpu.executedBefore;
    cpu.executedBefore += quantum - left;
    cpu.alone = true;
    run(1);
    cpu.alone = false;
    cpu.executedBefore = before;
    cpu.quantum = quantum;
    cpu.left = left + cpu.left;
    cpu.stackPointer.after();
  }
}

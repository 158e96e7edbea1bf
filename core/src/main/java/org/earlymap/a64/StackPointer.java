// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import org.earlymap.a64.decode.CodePage;
import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.Op;
import org.earlymap.a64.decode.Sys;
import org.jspecify.annotations.Nullable;

/**
 * The check that the stack pointer is aligned to 16 where it is the base of an access (Arm ARM
 * D1.7.3), without looking at it each time: instructions that may leave it unaligned are marked,
 * and while it is unaligned every access is looked at by itself.
 */
final class StackPointer {
  /** The bit of an operation that says that the stack pointer may not be aligned behind it. */
  static final int MARK = 0x200;

  private static final long ALIGNMENT = 15;
  private static final long SCTLR_SA = 1 << 3;
  private static final long SCTLR_SA0 = 1 << 4;

  private final Cpu cpu;

  /** The instruction that is executed by itself. */
  private @Nullable CodePage page;

  private int index;
  private long unmarked;

  StackPointer(Cpu cpu) {
    this.cpu = cpu;
  }

  /** {@code decoded}, marked if need be. */
  static long marked(long decoded) {
    return mayUnalign(decoded) ? decoded | MARK : decoded;
  }

  static boolean isMarked(long decoded) {
    return (decoded & MARK) != 0;
  }

  private static boolean mayUnalign(long decoded) {
    int op = Decoded.op(decoded);
    long imm = Decoded.immediate(decoded);
    boolean ofItself = Decoded.rn(decoded) == CpuState.SP;
    boolean multiple = (imm & ALIGNMENT) == 0;
    if (Decoded.rd(decoded) == CpuState.SP && op != Op.STG) {
      return !(op == Op.ADD_XI && ofItself && multiple);
    }
    return switch (op) {
      case Op.STP_X_POST,
          Op.LDP_X_POST,
          Op.STP_X_PRE,
          Op.LDP_X_PRE,
          Op.STRB_POST,
          Op.LDRB_POST,
          Op.STR_X_POST,
          Op.LDR_X_POST,
          Op.STP_W_POST,
          Op.LDP_W_POST,
          Op.STP_W_PRE,
          Op.LDP_W_PRE,
          Op.LDPSW_POST,
          Op.LDPSW_PRE,
          Op.SINGLE_POST,
          Op.SINGLE_PRE ->
          ofItself && !multiple;
      case Op.LDR_AUTH -> ofItself;
      default -> false;
    };
  }

  /**
   * Before the instruction at PC is executed by itself: takes the exception if it is an access
   * whose base is not aligned; else takes its mark away.
   *
   * @return whether it is to be executed
   */
  boolean before() {
    long pc = cpu.state.pc;
    page = cpu.code.held(pc);
    index = ((int) pc & (CodePage.BYTES - 1)) >>> 2;
    long decoded = page == null ? 0 : page.code[index];
    if (cpu.stackUnaligned && isBaseOf(decoded)) {
      cpu.exceptions.take(cpu.fault.other(Exceptions.EC_SP_ALIGNMENT, 0));
      return false;
    }
    unmarked = decoded & ~MARK;
    if (page != null && unmarked != decoded) {
      page.code[index] = unmarked;
    }
    return true;
  }

  /** Behind that instruction: it gets its mark back, unless it is no longer there. */
  void after() {
    if (page != null && page.code[index] == unmarked) {
      page.code[index] = marked(unmarked);
    }
    changed();
  }

  /** Whether {@code decoded} is an access whose base is the stack pointer; prefetches are none. */
  static boolean isBaseOf(long decoded) {
    int op = Decoded.op(decoded) & ~MARK;
    boolean hot = op >= Op.STP_X && op <= Op.LDR_X_POST;
    boolean literal = op == Op.LDR_W_LITERAL || op == Op.LDRSW_LITERAL;
    boolean rare = op >= Op.FIRST_MEMORY && op < Op.FIRST_SIGN && op != Op.CLREX && !literal;
    boolean tags = op >= Op.LDG && op <= Op.TAG_BLOCK;
    return Decoded.rn(decoded) == CpuState.SP && (hot || rare || tags || op == Op.LDR_AUTH);
  }

  /** The stack pointer, the exception level or SCTLR may have changed. */
  void changed() {
    boolean now = (cpu.state.x[CpuState.SP] & ALIGNMENT) != 0 && isChecked();
    if (now != cpu.stackUnaligned) {
      cpu.stackUnaligned = now;
      cpu.data.flush();
    }
  }

  private boolean isChecked() {
    long[] system = cpu.state.system;
    long sctlr = system[cpu.state.isOfEl2() ? Sys.SCTLR_EL2 : Sys.SCTLR_EL1];
    return (sctlr & (cpu.state.el == 0 ? SCTLR_SA0 : SCTLR_SA)) != 0;
  }
}

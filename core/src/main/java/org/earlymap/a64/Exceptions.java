// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import org.earlymap.a64.decode.Sys;
import org.earlymap.a64.value.GuestFault;

/** Takes synchronous exceptions, and returns from them (Arm ARM D1.3 and D1.4). */
final class Exceptions {
  static final int EC_UNKNOWN = 0;
  static final int EC_WFX = 0x01;
  static final int EC_FP = 0x07;
  static final int EC_PAUTH = 0x09;
  static final int EC_BTI = 0x0d;
  static final int EC_ILLEGAL_STATE = 0x0e;
  static final int EC_SVC = 0x15;
  static final int EC_HVC = 0x16;
  static final int EC_SMC = 0x17;
  static final int EC_SYSTEM = 0x18;
  static final int EC_SVE = 0x19;
  static final int EC_FPAC = 0x1c;
  static final int EC_SME = 0x1d;
  static final int EC_BRK = 0x3c;
  static final int EC_PC_ALIGNMENT = 0x22;
  static final int EC_SP_ALIGNMENT = 0x26;

  private static final int EC_FETCH_LOWER = 0x20;
  private static final int EC_DATA_LOWER = 0x24;

  /** The fault status code of a synchronous external abort. */
  static final int EXTERNAL_ABORT = 0x10;

  /** The fault status code of an alignment fault. */
  static final int ALIGNMENT_FAULT = 0x21;

  /** WnR of a data abort's syndrome. */
  static final long WNR = 1 << 6;

  /** CM of a data abort's syndrome: cache maintenance. */
  static final long CM = 1 << 8;

  private static final long IL = 1L << 25;
  private static final int EC_SHIFT = 26;
  private static final int MODE_MASK = 0x1f;
  private static final int MODE_EL2H = 9;

  private final Cpu cpu;

  /** Where the last exception was taken to, and how many had been executed by then. */
  private long lastVector = -1;

  private long lastExecuted = -1;

  Exceptions(Cpu cpu) {
    this.cpu = cpu;
  }

  /**
   * Takes the exception that {@code fault} raises in the instruction at PC, or leaves all as it is
   * where the processor stops.
   */
  void take(GuestFault fault) {
    CpuState state = cpu.state;
    switch (fault.kind()) {
      case STOP, WATCHED -> {
        cpu.left++;
        cpu.stopIsHere();
      }
      case DATA -> {
        int target = target();
        int ec = EC_DATA_LOWER + (target == state.el ? 1 : 0);
        enter(target, ec, fault.syndrome(), fault.va(), true, state.pc);
      }
      case FETCH -> {
        int target = target();
        if (state.pc == lastVector && cpu.executed() == lastExecuted) {
          cpu.stop = new Stop.VectorLost(state.pc, esr(), far());
          cpu.left++;
          return;
        }
        int ec = EC_FETCH_LOWER + (target == state.el ? 1 : 0);
        enter(target, ec, fault.syndrome(), fault.va(), true, state.pc);
      }
      case TRAPPED -> enter(2, fault.exceptionClass(), fault.syndrome(), 0, false, state.pc);
      case OTHER -> {
        int ec = fault.exceptionClass();
        boolean alignment = ec == EC_PC_ALIGNMENT;
        enter(target(), ec, fault.syndrome(), state.pc, alignment, state.pc);
      }
    }
  }

  /** The syndrome of a trapped MRS or MSR (Arm ARM D24.2.40). */
  static long systemSyndrome(int encoding, boolean read, int slot) {
    int rt = slot >= CpuState.DISCARD ? 31 : slot;
    return (long) (encoding >>> 14 & 3) << 20
        | (long) (encoding & 7) << 17
        | (long) (encoding >>> 11 & 7) << 14
        | (long) (encoding >>> 7 & 15) << 10
        | (long) rt << 5
        | (long) (encoding >>> 3 & 15) << 1
        | (read ? 1 : 0);
  }

  /** The level that handles what happens at the current one. */
  private int target() {
    int el = cpu.state.el;
    boolean general = (cpu.state.system[Sys.HCR_EL2] & Sys.HCR_TGE) != 0;
    return el == 0 ? (general && cpu.profile.highestEl() == 2 ? 2 : 1) : el;
  }

  /** SVC: the level that it goes to is that of other exceptions. */
  void supervisorCall(long immediate) {
    enter(target(), EC_SVC, immediate, 0, false, cpu.nextPc);
    cpu.nextPc = cpu.state.pc;
  }

  /** HVC: to EL2. */
  void hypervisorCall(long immediate) {
    enter(2, EC_HVC, immediate, 0, false, cpu.nextPc);
    cpu.nextPc = cpu.state.pc;
  }

  private void enter(
      int target, int ec, long iss, long faultAddress, boolean hasAddress, long returnTo) {
    CpuState state = cpu.state;
    long[] system = state.system;
    boolean el2 = target == 2;
    int from = state.el;
    long offset = from < target ? 0x400 : state.spSelected ? 0x200 : 0;
    system[el2 ? Sys.SPSR_EL2 : Sys.SPSR_EL1] = state.pstate();
    system[el2 ? Sys.ELR_EL2 : Sys.ELR_EL1] = returnTo;
    system[el2 ? Sys.ESR_EL2 : Sys.ESR_EL1] = (long) ec << EC_SHIFT | IL | iss;
    if (hasAddress) {
      system[el2 ? Sys.FAR_EL2 : Sys.FAR_EL1] = faultAddress;
    }
    boolean pan = state.pan;
    state.saveSp();
    state.el = target;
    state.spSelected = true;
    state.restoreSp();
    long sctlr = system[el2 ? Sys.SCTLR_EL2 : Sys.SCTLR_EL1];
    boolean host = (system[Sys.HCR_EL2] & Sys.HCR_E2H) != 0;
    if (cpu.has(Feature.PAN) && (sctlr & Sys.SCTLR_SPAN) == 0 && (!el2 || host)) {
      state.pan = true;
    }
    state.daif = 0xf;
    state.uao = false;
    state.il = false;
    state.btype = 0;
    state.tco = cpu.has(Feature.MTE2);
    state.ssbs = cpu.has(Feature.SSBS) && (sctlr & Sys.SCTLR_DSSBS) != 0;
    state.pc = (system[el2 ? Sys.VBAR_EL2 : Sys.VBAR_EL1] & ~0x7ffL) + offset;
    lastVector = state.pc;
    lastExecuted = cpu.executed() + 1;
    cpu.memoryOperations.clearMonitor();
    levelChanged(from, pan);
  }

  /** What is held of translations depends on the exception level and on PAN. */
  private void levelChanged(int el, boolean pan) {
    if (cpu.state.el != el || cpu.state.pan != pan) {
      cpu.translationChanged();
    } else {
      cpu.stackPointer.changed();
    }
  }

  /** ERET: to the address and the state that the current level's registers have. */
  void exceptionReturn(long address) {
    CpuState state = cpu.state;
    long spsr = state.system[state.el == 2 ? Sys.SPSR_EL2 : Sys.SPSR_EL1];
    if ((spsr & 0x10) != 0) {
      throw cpu.unimplemented("ERET to AArch32");
    }
    cpu.memoryOperations.clearMonitor();
    int from = state.el;
    boolean pan = state.pan;
    if (isLegal((int) spsr & MODE_MASK)) {
      state.setPstate(spsr & supported());
    } else {
      long kept = state.pstate() & 0x1f;
      state.setPstate((spsr & supported() & ~0x1fL) | kept | 1L << 20);
    }
    cpu.nextPc = address;
    levelChanged(from, pan);
    if (state.il) {
      state.pc = address;
      enter(target(), EC_ILLEGAL_STATE, 0, 0, false, address);
      cpu.nextPc = state.pc;
    }
  }

  private boolean isLegal(int mode) {
    int el = mode >>> 2;
    boolean general = (cpu.state.system[Sys.HCR_EL2] & Sys.HCR_TGE) != 0;
    boolean exists = mode == 0 || mode == 4 || mode == 5 || mode == 8 || mode == MODE_EL2H;
    return exists && el <= cpu.state.el && !(el == 1 && cpu.state.el == 2 && general);
  }

  /** The bits of PSTATE that this CPU has. */
  private long supported() {
    long bits = 0xf01003dfL | 1L << 20;
    bits |= cpu.has(Feature.PAN) ? 1L << 22 : 0;
    bits |= cpu.has(Feature.UAO) ? 1L << 23 : 0;
    bits |= cpu.has(Feature.DIT) ? 1L << 24 : 0;
    bits |= cpu.has(Feature.MTE2) ? 1L << 25 : 0;
    bits |= cpu.has(Feature.SSBS) ? 1L << 12 : 0;
    bits |= cpu.has(Feature.BTI) ? 3L << 10 : 0;
    return bits;
  }

  private long esr() {
    return cpu.state.system[cpu.state.el == 2 ? Sys.ESR_EL2 : Sys.ESR_EL1];
  }

  private long far() {
    return cpu.state.system[cpu.state.el == 2 ? Sys.FAR_EL2 : Sys.FAR_EL1];
  }
}

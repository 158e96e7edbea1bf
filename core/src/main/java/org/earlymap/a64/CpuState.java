// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import org.earlymap.a64.decode.RegisterSlots;
import org.earlymap.a64.decode.Sys;
import org.earlymap.a64.decode.SystemRegisters;

/**
 * The registers of a CPU: general registers, PSTATE, and the system registers by name.
 *
 * <p>A processor's state may be read and changed whenever the processor does not run. System
 * registers have the Arm ARM's names, in any case; by name every register is the one of that name,
 * whatever HCR_EL2.E2H renames for the code that runs.
 */
public final class CpuState {
  /** The slot of the current stack pointer in {@link #x}. */
  static final int SP = RegisterSlots.SP;

  /** The slot that instructions write where register 31 discards. */
  public static final int DISCARD = RegisterSlots.DISCARD;

  /** The slot that instructions read where register 31 is zero. */
  public static final int ZERO = RegisterSlots.ZERO;

  static final int SP_EL0 = SystemRegisters.index("SP_EL0");
  static final int SP_EL1 = SystemRegisters.index("SP_EL1");

  final long[] x = new long[64];
  final long[] system = new long[SystemRegisters.count()];
  long pc;

  /** N, Z, C and V as bits 3 to 0. */
  int nzcv;

  /** D, A, I and F as bits 3 to 0. */
  int daif = 0xf;

  int el = 1;
  boolean spSelected = true;
  boolean pan;
  boolean uao;
  boolean dit;
  boolean tco;
  boolean ssbs;
  boolean il;

  /** PSTATE.BTYPE, 0 to 3. */
  int btype;

  private long spEl2;

  /** The state after reset: all zero, EL1, exceptions masked. */
  public CpuState() {}

  /**
   * General register {@code number}.
   *
   * @param number 0 to 30
   */
  public long x(int number) {
    return x[checked(number)];
  }

  /**
   * Sets general register {@code number}.
   *
   * @param number 0 to 30
   */
  public void setX(int number, long value) {
    x[checked(number)] = value;
  }

  /** The stack pointer in use. */
  public long sp() {
    return x[SP];
  }

  /** Sets the stack pointer in use. */
  public void setSp(long value) {
    x[SP] = value;
  }

  /** The virtual address of the next instruction. */
  public long pc() {
    return pc;
  }

  /** Sets the virtual address of the next instruction. */
  public void setPc(long value) {
    pc = value;
  }

  /** N, Z, C and V as bits 3 to 0. */
  public int nzcv() {
    return nzcv;
  }

  /** Sets N, Z, C and V, bits 3 to 0. */
  public void setNzcv(int value) {
    nzcv = value & 0xf;
  }

  /** The exception level, 0 to 2. */
  public int el() {
    return el;
  }

  /** Whether EL2 is a host, whose EL0 has its controls and tables: HCR_EL2.E2H and TGE. */
  boolean isHost() {
    long host = Sys.HCR_E2H | Sys.HCR_TGE;
    return (system[Sys.HCR_EL2] & host) == host;
  }

  /** Whether EL2's controls and tables count and not EL1's: at EL2, and at a host's EL0. */
  boolean isOfEl2() {
    return el == 2 || (el == 0 && isHost());
  }

  /** PSTATE as an exception would save it: SPSR of AArch64. */
  public long pstate() {
    return (long) nzcv << 28
        | (tco ? 1L << 25 : 0)
        | (dit ? 1L << 24 : 0)
        | (uao ? 1L << 23 : 0)
        | (pan ? 1L << 22 : 0)
        | (il ? 1L << 20 : 0)
        | (ssbs ? 1L << 12 : 0)
        | (long) btype << 10
        | (long) daif << 6
        | (long) el << 2
        | (spSelected ? 1 : 0);
  }

  /** Sets PSTATE from an SPSR of AArch64; the stack pointer changes with it. */
  public void setPstate(long spsr) {
    saveSp();
    nzcv = (int) (spsr >>> 28) & 0xf;
    tco = (spsr >>> 25 & 1) != 0;
    dit = (spsr >>> 24 & 1) != 0;
    uao = (spsr >>> 23 & 1) != 0;
    pan = (spsr >>> 22 & 1) != 0;
    il = (spsr >>> 20 & 1) != 0;
    ssbs = (spsr >>> 12 & 1) != 0;
    btype = (int) (spsr >>> 10) & 3;
    daif = (int) (spsr >>> 6) & 0xf;
    el = (int) (spsr >>> 2) & 3;
    spSelected = (spsr & 1) != 0;
    restoreSp();
  }

  /** PSTATE.BTYPE, which the interpreter keeps while it runs. */
  int takeBranchType() {
    int taken = btype;
    btype = 0;
    return taken;
  }

  /** Puts the stack pointer in use to its place, before EL or SPSel changes. */
  void saveSp() {
    if (el == 2 && spSelected) {
      spEl2 = x[SP];
    } else {
      system[spRegister()] = x[SP];
    }
  }

  /** Takes the stack pointer of EL and SPSel into use. */
  void restoreSp() {
    x[SP] = el == 2 && spSelected ? spEl2 : system[spRegister()];
  }

  private int spRegister() {
    return el == 0 || !spSelected ? SP_EL0 : SP_EL1;
  }

  /**
   * A system register, or a part of PSTATE that has a name of its own ({@code NZCV}, {@code DAIF},
   * {@code CurrentEL}, {@code SPSel}, {@code PAN}), or {@code SP_EL2}.
   *
   * @throws IllegalArgumentException where there is no such register
   */
  public long get(String name) {
    return switch (name) {
      case "NZCV" -> (long) nzcv << 28;
      case "DAIF" -> (long) daif << 6;
      case "CurrentEL" -> (long) el << 2;
      case "SPSel" -> spSelected ? 1 : 0;
      case "PAN" -> pan ? 1L << 22 : 0;
      case "SP_EL2" -> {
        saveSp();
        yield spEl2;
      }
      default -> {
        saveSp();
        yield system[find(name)];
      }
    };
  }

  /**
   * Sets what {@link #get} tells. CurrentEL and SPSel are set by {@link #setPstate}. A processor
   * must be told that translation may have changed: {@link Processor#invalidateTranslations}.
   *
   * @throws IllegalArgumentException where there is no such register
   */
  public void set(String name, long value) {
    switch (name) {
      case "NZCV" -> nzcv = (int) (value >>> 28) & 0xf;
      case "DAIF" -> daif = (int) (value >>> 6) & 0xf;
      case "PAN" -> pan = (value >>> 22 & 1) != 0;
      case "CurrentEL", "SPSel" ->
          throw new IllegalArgumentException(name + " is set with the whole of PSTATE");
      case "SP_EL2" -> {
        saveSp();
        spEl2 = value;
        restoreSp();
      }
      default -> {
        saveSp();
        system[find(name)] = value;
        restoreSp();
      }
    }
  }

  private static int find(String name) {
    return SystemRegisters.named(name)
        .orElseThrow(() -> new IllegalArgumentException("no system register is called " + name))
        .index();
  }

  private static int checked(int number) {
    if (number < 0 || number > 30) {
      throw new IllegalArgumentException("general registers are 0 to 30, not " + number);
    }
    return number;
  }
}

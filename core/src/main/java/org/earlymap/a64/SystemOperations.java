// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.InstructionTable;
import org.earlymap.a64.decode.Op;
import org.earlymap.a64.decode.Sys;

/** Exceptions, PSTATE, hints, and what {@link SystemAccess} and {@link Maintenance} do. */
public final class SystemOperations {
  private final Cpu cpu;
  private final CpuState state;
  private final SystemAccess access;
  private final Maintenance maintenance;
  private final Firmware firmware;
  private final Vectors vectors;

  SystemOperations(Cpu cpu) {
    this.cpu = cpu;
    this.state = cpu.state;
    this.access = new SystemAccess(cpu);
    this.maintenance = new Maintenance(cpu);
    this.firmware = new Firmware(cpu);
    this.vectors = new Vectors(cpu);
  }

  void execute(long decoded) {
    int rd = Decoded.rd(decoded);
    long imm = Decoded.immediate(decoded);
    switch (Decoded.op(decoded)) {
      case Op.MRS -> state.x[rd] = access.read((int) imm, rd);
      case Op.MSR -> access.write((int) imm, state.x[rd], rd);
      case Op.SYS -> maintenance.execute((int) imm, state.x[rd], rd);
      case Op.ISB, Op.SEV, Op.WFE -> {}
      case Op.WFI -> throw cpu.stopping(new Stop.Waiting(state.pc));
      case Op.MSR_DAIFSET -> state.daif |= privileged(imm);
      case Op.MSR_DAIFCLR -> state.daif &= ~privileged(imm);
      case Op.MSR_SPSEL -> {
        int selected = privileged(imm) & 1;
        state.saveSp();
        state.spSelected = selected != 0;
        state.restoreSp();
        cpu.stackPointer.changed();
      }
      case Op.MSR_PAN -> setPan((privileged(imm) & 1) != 0);
      case Op.MSR_UAO -> state.uao = (privileged(imm) & 1) != 0;
      case Op.MSR_SSBS -> state.ssbs = (imm & 1) != 0;
      case Op.MSR_DIT -> state.dit = (imm & 1) != 0;
      case Op.MSR_TCO -> state.tco = cpu.has(Feature.MTE2) && (imm & 1) != 0;
      case Op.ERET -> {
        privileged(0);
        cpu.exceptions.exceptionReturn(state.system[state.el == 2 ? Sys.ELR_EL2 : Sys.ELR_EL1]);
      }
      case Op.SVC -> cpu.exceptions.supervisorCall(imm);
      case Op.HVC -> hypervisorCall(imm);
      case Op.SMC -> secureCall(imm);
      case Op.BRK -> throw cpu.fault.other(Exceptions.EC_BRK, imm);
      case Op.UDF, Op.UNDEFINED -> throw cpu.undefined();
      case Op.VECTOR -> vector();
      case Op.ADD_VECTORS -> state.x[rd] = addVectors(decoded, imm);
      case Op.READ_VECTORS -> state.x[rd] = imm * vectorBytes(false);
      case Op.READ_STREAMING -> state.x[rd] = imm * vectorBytes(true);
      case Op.BREAK -> {
        long pa = cpu.code.physicalOf(state.pc);
        throw cpu.stopping(new Stop.Reached(state.pc, pa));
      }
      default -> throw cpu.unimplemented(InstructionTable.mnemonic(cpu.code.wordAt(state.pc)));
    }
  }

  /** MRS of SP_EL0, which kernels execute all the time. */
  long spEl0() {
    if (state.el == 0 || !state.spSelected) {
      throw cpu.undefined();
    }
    return state.system[CpuState.SP_EL0];
  }

  void setPan(boolean pan) {
    if (state.pan != pan) {
      state.pan = pan;
      cpu.flushTlb();
    }
  }

  /** At EL0 it is undefined; returns {@code immediate}. */
  private int privileged(long immediate) {
    if (state.el == 0) {
      throw cpu.undefined();
    }
    return (int) immediate;
  }

  private void hypervisorCall(long imm) {
    privileged(0);
    if (cpu.profile.highestEl() < 2) {
      firmwareOr(imm, true);
    } else if (state.el == 1 && (state.system[Sys.HCR_EL2] & Sys.HCR_HCD) != 0) {
      throw cpu.undefined();
    } else {
      cpu.exceptions.hypervisorCall(imm);
    }
  }

  private void secureCall(long imm) {
    privileged(0);
    firmwareOr(imm, false);
  }

  /** The firmware's conduit is HVC where there is no EL2, else SMC. */
  private void firmwareOr(long imm, boolean hypervisor) {
    boolean conduit = hypervisor == (cpu.profile.highestEl() < 2);
    if (!conduit || imm != 0) {
      throw cpu.undefined();
    }
    firmware.call();
  }

  /** ADDVL, ADDPL, ADDSVL and ADDSPL: kinds 0 to 3; a predicate has a bit for each byte. */
  private long addVectors(long decoded, long imm) {
    int kind = Decoded.ra(decoded);
    int bytes = vectorBytes(kind >= 2);
    return state.x[Decoded.rn(decoded)] + imm * ((kind & 1) == 0 ? bytes : bytes / 8);
  }

  private int vectorBytes(boolean streaming) {
    if (streaming) {
      vectors.require(Vectors.Kind.SME);
    } else {
      vectors.require(Vectors.Kind.SVE);
    }
    return vectors.bytes(streaming);
  }

  /** Floating point and vectors are not executed, but they trap where they are to trap. */
  private void vector() {
    String name = InstructionTable.mnemonic(cpu.code.wordAt(state.pc));
    vectors.require(name.equals("SVE") ? Vectors.Kind.SVE : Vectors.Kind.FP);
    throw cpu.unimplemented(name);
  }
}

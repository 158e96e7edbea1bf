// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import java.util.Set;
import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.Op;
import org.earlymap.a64.value.GuestFault;
import org.jspecify.annotations.Nullable;

/** The parts of one CPU, and what they tell each other while an instruction is executed. */
final class Cpu {
  final CpuProfile profile;
  final Set<Feature> features;
  final CpuState state;
  final BoardMemory memory;
  final GuestFault fault = new GuestFault();
  final Mmu mmu;
  final CodeCache code;
  final DataAccess data;
  final Exceptions exceptions;
  final MemoryOperations memoryOperations;
  final SigningOperations signingOperations;
  final SystemOperations systemOperations;
  final TagOperations tagOperations;
  final StackPointer stackPointer;

  /** Where execution goes on after an instruction that the interpreter hands on. */
  long nextPc;

  /** Why the processor is to stop before the instruction at PC, null while it is not. */
  @Nullable Stop stop;

  /** What the counter showed before the first instruction. */
  long counterStart;

  /** Whether the stack pointer is not aligned, and is to be when it is the base of an access. */
  boolean stackUnaligned;

  /** Instructions executed before those of the current quantum. */
  long executedBefore;

  /** Whether one instruction is executed by itself, with PC and the number executed up to date. */
  boolean alone;

  /** The current quantum, and what is left of it at an instruction that is handed on. */
  int quantum;

  int left;

  Cpu(CpuProfile profile, BoardMemory memory) {
    this.profile = profile;
    this.features = Feature.of(profile);
    this.memory = memory;
    this.state = new CpuState();
    this.mmu = new Mmu(this);
    this.code = new CodeCache(this);
    this.data = new DataAccess(this);
    this.exceptions = new Exceptions(this);
    this.memoryOperations = new MemoryOperations(this);
    this.signingOperations = new SigningOperations(this);
    this.systemOperations = new SystemOperations(this);
    this.tagOperations = new TagOperations(this);
    this.stackPointer = new StackPointer(this);
  }

  boolean has(Feature feature) {
    return features.contains(feature);
  }

  /** Executes an instruction that the interpreter hands on. */
  void executeRare(long decoded) {
    int op = Decoded.op(decoded);
    if (StackPointer.isMarked(decoded)) {
      throw fault.watched();
    }
    if (op >= Op.FIRST_SYSTEM) {
      systemOperations.execute(decoded);
    } else if (op >= Op.FIRST_TAG) {
      tagOperations.execute(decoded);
    } else if (op >= Op.FIRST_SIGN) {
      signingOperations.execute(decoded);
    } else if (op >= Op.FIRST_MEMORY) {
      memoryOperations.execute(decoded);
    } else {
      IntegerOperations.execute(state, decoded);
    }
  }

  /** The instructions executed so far, as of the instruction that is being executed. */
  long executed() {
    return executedBefore + (alone ? 0 : quantum - left);
  }

  /** What CNTPCT_EL0 shows: it counts instructions. */
  long counter() {
    return counterStart + executed();
  }

  /** Ends the instruction: the processor stops before it. */
  GuestFault stopping(Stop reason) {
    stop = reason;
    return fault.stop();
  }

  /** What stopped the processor did not know the PC that is known now. */
  void stopIsHere() {
    if (stop instanceof Stop.MemoryExhausted exhausted) {
      stop = new Stop.MemoryExhausted(state.pc, exhausted.bound());
    } else if (stop instanceof Stop.Unimplemented unimplemented) {
      stop = new Stop.Unimplemented(state.pc, code.wordAt(state.pc), unimplemented.name());
    }
  }

  /** Ends the instruction at PC: it is none that is implemented. */
  GuestFault unimplemented(String name) {
    return stopping(new Stop.Unimplemented(state.pc, code.wordAt(state.pc), name));
  }

  /** Ends the instruction: it is undefined in this state or on this CPU. */
  GuestFault undefined() {
    return fault.other(Exceptions.EC_UNKNOWN, 0);
  }

  /** Forgets all translations, after a change of what they depend on. */
  void translationChanged() {
    mmu.registersChanged();
    flushTlb();
    stackPointer.changed();
  }

  /** Forgets all translations. */
  void flushTlb() {
    code.flush();
    data.flush();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import java.util.OptionalLong;
import org.earlymap.a64.decode.CodePage;
import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.Op;
import org.jspecify.annotations.Nullable;

/** One CPU that executes what is in a board's memory. */
public final class Processor {
  /** Instructions between two looks at whether to go on. */
  private static final int QUANTUM = 1 << 24;

  private final Cpu cpu;
  private final Interpreter interpreter;
  private final EndlessLoop endlessLoop;

  /** A CPU after reset, at its highest exception level, with exceptions masked. */
  public Processor(CpuProfile profile, BoardMemory memory) {
    this.cpu = new Cpu(profile, memory);
    this.interpreter = new Interpreter(cpu);
    this.endlessLoop = new EndlessLoop(cpu, interpreter);
    cpu.state.setPstate(0x3c1 | (long) profile.highestEl() << 2);
    cpu.state.set("CNTFRQ_EL0", profile.get("CNTFRQ_EL0"));
    cpu.state.set("VPIDR_EL2", profile.get("MIDR_EL1"));
    cpu.state.set("VMPIDR_EL2", profile.get("MPIDR_EL1"));
  }

  /** Its registers, to be read and changed while it does not run. */
  public CpuState state() {
    return cpu.state;
  }

  /** What it executes from. */
  public BoardMemory memory() {
    return cpu.memory;
  }

  /** What it is. */
  public CpuProfile profile() {
    return cpu.profile;
  }

  /** How many instructions it has executed since it was made. */
  public long executed() {
    return cpu.executed();
  }

  /**
   * Stops before an instruction is executed at {@code pa}, from now on. The instruction at PC when
   * {@link #run} starts is executed nevertheless.
   */
  public void breakAtPhysical(long pa) {
    cpu.code.breakAtPhysical(pa);
  }

  /** Stops before an instruction is executed at {@code va}, from now on. */
  public void breakAtVirtual(long va) {
    cpu.code.breakAtVirtual(va);
  }

  /** Forgets all of {@link #breakAtPhysical} and {@link #breakAtVirtual}. */
  public void clearBreaks() {
    cpu.code.clearBreaks();
  }

  /** Has stores told to {@code listener}, or to nobody by {@link StoreListener#NONE}. */
  public void listen(StoreListener listener) {
    cpu.data.listen(listener);
  }

  /**
   * Has the counter, which counts instructions, show a value at the next instruction.
   *
   * @param value CNTPCT_EL0
   */
  public void setCounter(long value) {
    cpu.counterStart = value - cpu.executed();
  }

  /** Forgets translations that it holds, as after a change of registers or tables from outside. */
  public void invalidateTranslations() {
    cpu.translationChanged();
  }

  /**
   * Where the current tables map {@code va} to, for a read of the kernel's; empty where they do
   * not, or where there is no memory. Nothing changes by asking.
   */
  public OptionalLong physical(long va) {
    long pa = cpu.mmu.observe(va);
    return pa != -1 && cpu.memory.contains(pa, 1) ? OptionalLong.of(pa) : OptionalLong.empty();
  }

  /**
   * Executes instructions until there is a reason to stop.
   *
   * @param most how many instructions to execute at most
   */
  public Stop run(long most) {
    long left = most;
    boolean first = true;
    cpu.stackPointer.changed();
    while (left > 0) {
      long start = cpu.executedBefore;
      cpu.stop = null;
      if (first) {
        stepPastBreak();
        first = false;
      } else {
        execute((int) Math.min(left, QUANTUM));
        if (cpu.stop == null && left - QUANTUM >= EndlessLoop.MOST) {
          int length = endlessLoop.length();
          cpu.stop = length == 0 ? null : new Stop.Endless(cpu.state.pc, length);
        }
      }
      left -= cpu.executedBefore - start;
      Stop stop = cpu.stop;
      if (stop instanceof Stop.Reached reached && !cpu.code.isBreak(reached.pc(), reached.pa())) {
        first = true;
      } else if (stop != null) {
        return stop;
      }
    }
    return new Stop.Counted(most);
  }

  private void execute(int quantum) {
    interpreter.run(quantum);
    cpu.executedBefore += quantum - cpu.left;
    cpu.quantum = 0;
    cpu.left = 0;
  }

  /** Executes the instruction at PC whether or not there is a place to stop at. */
  private void stepPastBreak() {
    long pc = cpu.state.pc;
    execute(0);
    CodePage page = breakAt(pc);
    if (page == null) {
      execute(1);
      if (!(cpu.stop instanceof Stop.Reached)) {
        return;
      }
      cpu.stop = null;
      page = breakAt(pc);
      if (page == null) {
        return;
      }
    }
    int index = (int) (pc - (pc & CodeCache.PAGE_MASK)) >>> 2;
    page.code[index] = cpu.code.decodeWord(page, index);
    execute(1);
    if (cpu.code.isBreak(pc, page.pa + 4L * index)) {
      page.code[index] = Decoded.of(Op.BREAK);
    }
  }

  private @Nullable CodePage breakAt(long pc) {
    CodePage page = cpu.code.held(pc);
    int index = (int) (pc - (pc & CodeCache.PAGE_MASK)) >>> 2;
    return page != null && Decoded.op(page.code[index]) == Op.BREAK ? page : null;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import java.util.HashSet;
import java.util.Set;

/** One CPU that executes what is in a board's memory. */
public final class Processor {
  private final CpuState state = new CpuState();
  private final CpuProfile profile;
  private final BoardMemory memory;
  private final Set<Long> physicalBreaks = new HashSet<>();
  private final Set<Long> virtualBreaks = new HashSet<>();
  private long executed;

  /** A CPU after reset, at its highest exception level. */
  public Processor(CpuProfile profile, BoardMemory memory) {
    this.profile = profile;
    this.memory = memory;
    state.setPstate(0x3c5 | (long) profile.highestEl() << 2);
  }

  /** Its registers, to be read and changed while it does not run. */
  public CpuState state() {
    return state;
  }

  /** What it executes from. */
  public BoardMemory memory() {
    return memory;
  }

  /** What it is. */
  public CpuProfile profile() {
    return profile;
  }

  /** How many instructions it has executed since it was made. */
  public long executed() {
    return executed;
  }

  /**
   * Stops before an instruction is executed at {@code pa}, from now on. The instruction at PC when
   * {@link #run} starts is executed nevertheless.
   */
  public void breakAtPhysical(long pa) {
    physicalBreaks.add(pa);
  }

  /** Stops before an instruction is executed at {@code va}, from now on. */
  public void breakAtVirtual(long va) {
    virtualBreaks.add(va);
  }

  /** Forgets all of {@link #breakAtPhysical} and {@link #breakAtVirtual}. */
  public void clearBreaks() {
    physicalBreaks.clear();
    virtualBreaks.clear();
  }

  /** Forgets translations that it holds, as after a change of registers or tables from outside. */
  public void invalidateTranslations() {}

  /**
   * Executes instructions until there is a reason to stop.
   *
   * @param most how many instructions to execute at most
   */
  public Stop run(long most) {
    executed += 0;
    return new Stop.Unimplemented(state.pc(), 0, "everything, " + most);
  }
}

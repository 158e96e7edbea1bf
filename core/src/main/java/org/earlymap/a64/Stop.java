// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

/**
 * Why a {@link Processor} stopped. Its state is as before the instruction at PC, which has not been
 * executed; running again goes on from there.
 */
public sealed interface Stop {

  /** PC has come to a place where it was asked to stop. */
  record Reached(long pc, long pa) implements Stop {}

  /**
   * The CPU goes round for ever, with nothing that changes: it comes back to the same place with
   * the same registers, and stores nothing.
   *
   * @param pc the virtual address of an instruction of the loop
   * @param length how many instructions one round takes
   */
  record Endless(long pc, int length) implements Stop {}

  /** As many instructions as were asked for have been executed. */
  record Counted(long instructions) implements Stop {}

  /**
   * The instruction is none that is implemented here; a CPU of this description may have it.
   *
   * @param pc the virtual address of the instruction
   * @param word the instruction, 32 bits
   * @param name its mnemonic, or the register or state that is not implemented
   */
  record Unimplemented(long pc, int word, String name) implements Stop {}

  /**
   * An exception was taken to a vector that cannot be executed, which raises the same exception
   * again, for ever.
   *
   * @param pc the virtual address of the vector
   * @param syndrome ESR of the exception level that it was taken to
   * @param fault FAR of that level
   */
  record VectorLost(long pc, long syndrome, long fault) implements Stop {}

  /** WFI or WFE was executed, and there is nothing that could wake the CPU. */
  record Waiting(long pc) implements Stop {}

  /** The firmware was asked to end (PSCI SYSTEM_OFF, SYSTEM_RESET, CPU_OFF): {@code function}. */
  record PowerDown(long pc, long function) implements Stop {}

  /** The instruction would touch more memory than the bound that the board's memory was given. */
  record MemoryExhausted(long pc, long bound) implements Stop {}
}

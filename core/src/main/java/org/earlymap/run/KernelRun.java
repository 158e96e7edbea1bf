// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.a64.BoardMemory;
import org.earlymap.a64.CpuProfile;
import org.earlymap.a64.CpuState;
import org.earlymap.a64.Processor;
import org.earlymap.a64.Stop;
import org.earlymap.handover.HandoverFolder;
import org.earlymap.handover.MemoryPiece;

/** A kernel that runs on a board, from its entry on. */
public final class KernelRun {
  /** What the host's memory may hold of the board's, in bytes, unless another bound is given. */
  public static final long MEMORY_BOUND = 1L << 30;

  /** No kernel is larger in memory, in bytes. */
  private static final long MOST_IMAGE = 1L << 30;

  private final KernelEntry entry;
  private final Processor processor;

  private KernelRun(KernelEntry entry, Processor processor) {
    this.entry = entry;
    this.processor = processor;
  }

  /**
   * Puts the kernel, the device tree and the initial RAM disk into memory, and a CPU before the
   * kernel's first instruction.
   *
   * @throws IndexOutOfBoundsException where one of them lies outside the banks
   */
  public static KernelRun enter(KernelEntry entry, CpuProfile cpu) {
    BoardMemory memory = BoardMemory.of(entry.banks(), MEMORY_BOUND);
    memory.load(entry.loadAddress(), entry.image());
    memory.load(entry.deviceTreeAddress(), entry.deviceTree());
    entry.initrd().ifPresent(initrd -> memory.load(initrd.address(), initrd.bytes()));
    Processor processor = new Processor(cpu, memory);
    CpuState state = processor.state();
    state.setPstate(0x3c1 | (long) entry.bootEl() << 2);
    state.setPc(entry.loadAddress());
    state.setX(0, entry.deviceTreeAddress());
    return new KernelRun(entry, processor);
  }

  /**
   * Takes what firmware has left: its memory, the image and the device tree in it as they are
   * there, and registers by name.
   *
   * @throws IndexOutOfBoundsException where memory lies outside the banks
   * @throws KernelRunException where there is no such register
   */
  public void take(HandoverFolder given) {
    for (MemoryPiece piece : given.memory()) {
      byte[] bytes = piece.bytes().copy(0, (int) piece.bytes().size());
      memory().load(piece.address(), ByteBuffer.wrap(bytes));
    }
    EntryRegisters.of(given.registers()).applyTo(processor);
  }

  /**
   * Runs until the instruction at a place in the image is about to be executed, wherever it is
   * mapped.
   *
   * @param imageOffset the distance from the image's first byte, as a symbol's from {@code _text}
   * @param most how many instructions to execute at most
   */
  public Stop runTo(long imageOffset, long most) {
    processor.clearBreaks();
    processor.breakAtPhysical(entry.loadAddress() + imageOffset);
    return processor.run(most);
  }

  /**
   * Runs until the instruction at one of several places in the image is about to be executed, or
   * the one at a virtual address.
   *
   * @param imageOffsets distances from the image's first byte
   * @param most how many instructions to execute at most
   */
  public Stop runToAny(Collection<Long> imageOffsets, Optional<Long> va, long most) {
    processor.clearBreaks();
    va.ifPresent(processor::breakAtVirtual);
    for (long offset : imageOffsets) {
      processor.breakAtPhysical(entry.loadAddress() + offset);
    }
    return processor.run(most);
  }

  /** The place in the image that {@code va} is mapped to; empty where it is none. */
  public OptionalLong imageOffset(long va) {
    OptionalLong pa = processor.physical(va);
    long offset = pa.orElse(-1) - entry.loadAddress();
    return pa.isPresent() && offset >= 0 && offset < MOST_IMAGE
        ? OptionalLong.of(offset)
        : OptionalLong.empty();
  }

  /** The instruction at a place in the image, a distance from its first byte that is aligned. */
  int instruction(long imageOffset) {
    long pa = entry.loadAddress() + imageOffset;
    return (int) (memory().readLong(pa & -8) >>> (8 * (pa & 4)));
  }

  /**
   * Runs until the instruction at a virtual address is about to be executed.
   *
   * @param most how many instructions to execute at most
   */
  public Stop runToVirtual(long va, long most) {
    processor.clearBreaks();
    processor.breakAtVirtual(va);
    return processor.run(most);
  }

  /** What the kernel was given. */
  public KernelEntry entry() {
    return entry;
  }

  /** The CPU. */
  public Processor processor() {
    return processor;
  }

  /** The CPU's registers. */
  public CpuState state() {
    return processor.state();
  }

  /** The board's memory. */
  public BoardMemory memory() {
    return processor.memory();
  }
}

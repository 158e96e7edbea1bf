// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.trace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.a64.StoreListener;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.run.CallChain;
import org.earlymap.run.KernelRun;

/**
 * Notes each store into some pages of a kernel that runs. Pages are known by their physical
 * addresses: a store counts by whatever address it comes, with the MMU off, through the fixmap, or
 * through the linear map.
 */
final class WriteRecorder implements StoreListener {
  private static final int MOST_FRAMES = 16;

  private final KernelRun run;
  private final CallChain calls;
  private final boolean bigEndian;
  private final TableWrites writes;
  private final Map<List<Long>, Integer> writers = new HashMap<>();

  WriteRecorder(KernelRun run, ImageSymbols symbols, boolean bigEndian, TableWrites writes) {
    this.run = run;
    this.calls = new CallChain(run, symbols);
    this.bigEndian = bigEndian;
    this.writes = writes;
  }

  @Override
  public boolean watches(long page) {
    return writes.holds(page);
  }

  @Override
  public void storing(long pa, int size, long value) {
    int writer =
        writers.computeIfAbsent(
            calls.addresses(MOST_FRAMES), chain -> writes.number(new Writer(calls.named(chain))));
    long instruction = run.processor().executed() + 1;
    long word = pa & -Long.BYTES;
    int within = (int) (pa - word);
    int first = Math.min(size, Long.BYTES - within);
    add(word, within, first, value, writer, instruction);
    if (first < size) {
      add(word + Long.BYTES, 0, size - first, value >>> (8 * first), writer, instruction);
    }
  }

  /** Notes a store of {@code count} bytes into the word at {@code pa}, from byte {@code within}. */
  private void add(long pa, int within, int count, long value, int writer, long instruction) {
    long before = run.memory().readLong(pa);
    long mask = count == Long.BYTES ? -1 : ((1L << (8 * count)) - 1) << (8 * within);
    long after = (before & ~mask) | (value << (8 * within) & mask);
    writes.add(pa, writer, instruction, descriptor(before), descriptor(after));
  }

  private long descriptor(long littleEndian) {
    return bigEndian ? Long.reverseBytes(littleEndian) : littleEndian;
  }
}

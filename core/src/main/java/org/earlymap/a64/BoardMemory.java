// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.memory.PhysicalMemory;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a board: banks at physical addresses, of which only what has been written takes
 * room on the host. What was never written reads as zero.
 *
 * <p>Host memory is taken in chunks of {@link #CHUNK} bytes; there is a bound to it.
 */
public final class BoardMemory {
  /** The unit in which host memory is taken, in bytes. */
  public static final int CHUNK = 1 << 16;

  static final int CHUNK_SHIFT = 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
  private static final int FIRST_SLOTS = 1 << 10;

  private final List<Range> banks;
  private final long bound;
  private long[] numbers = new long[FIRST_SLOTS];
  private byte[] @Nullable [] chunks = new byte[FIRST_SLOTS][];
  private int count;

  private BoardMemory(List<Range> banks, long bound) {
    this.banks = List.copyOf(banks);
    this.bound = bound;
  }

  /**
   * Empty memory.
   *
   * @param banks where memory is, in any order; those that touch or overlap are one
   * @param bound how many bytes of the host it may take
   */
  public static BoardMemory of(List<Range> banks, long bound) {
    return new BoardMemory(joined(banks), bound);
  }

  private static List<Range> joined(List<Range> banks) {
    List<Range> sorted = new ArrayList<>(banks);
    sorted.removeIf(bank -> bank.size() == 0);
    sorted.sort((a, b) -> Long.compareUnsigned(a.start(), b.start()));
    List<Range> joined = new ArrayList<>();
    for (Range bank : sorted) {
      Range last = joined.isEmpty() ? bank : joined.get(joined.size() - 1);
      if (joined.isEmpty() || Long.compareUnsigned(bank.start(), last.end()) > 0) {
        joined.add(bank);
      } else if (Long.compareUnsigned(bank.end(), last.end()) > 0) {
        joined.set(joined.size() - 1, new Range(last.start(), bank.end()));
      }
    }
    return joined;
  }

  /** Where memory is. */
  public List<Range> banks() {
    return banks;
  }

  /** The bytes of the host that it may take. */
  public long bound() {
    return bound;
  }

  /** Whether all of {@code [pa, pa + size)} lies in one bank. */
  public boolean contains(long pa, long size) {
    for (Range bank : banks) {
      if (Long.compareUnsigned(pa - bank.start(), bank.end() - bank.start()) < 0) {
        return Long.compareUnsigned(size, bank.end() - pa) <= 0;
      }
    }
    return false;
  }

  /**
   * The 8 bytes at {@code pa}, which is aligned to 8, as a little-endian number.
   *
   * @throws IndexOutOfBoundsException where there is no memory
   */
  public long readLong(long pa) {
    require(pa, Long.BYTES);
    byte[] chunk = chunkAt(pa);
    return chunk == null ? 0 : (long) LONGS.get(chunk, (int) pa & (CHUNK - 1));
  }

  /** The 8 bytes at {@code pa}, a descriptor, in a bank and aligned to 8. */
  long readDescriptor(long pa) {
    byte[] chunk = chunkAt(pa);
    return chunk == null ? 0 : (long) LONGS.get(chunk, (int) pa & (CHUNK - 1));
  }

  /** The 4 bytes at {@code pa}, an instruction, in a bank and aligned to 4. */
  int readInstruction(long pa) {
    byte[] chunk = chunkAt(pa);
    return chunk == null ? 0 : (int) INTS.get(chunk, (int) pa & (CHUNK - 1));
  }

  /**
   * Writes 8 bytes at {@code pa}, which is aligned to 8, as a little-endian number. A processor
   * that runs on this memory must not have executed what is overwritten.
   *
   * @throws IndexOutOfBoundsException where there is no memory
   * @throws MemoryBoundException where that would take more memory than the bound
   */
  public void writeLong(long pa, long value) {
    require(pa, Long.BYTES);
    LONGS.set(writableChunk(pa), (int) pa & (CHUNK - 1), value);
  }

  /**
   * Copies memory {@code [pa, pa + length)} into {@code target}.
   *
   * @throws IndexOutOfBoundsException where not all of that is memory
   */
  public void read(long pa, byte[] target, int offset, int length) {
    require(pa, length);
    int done = 0;
    while (done < length) {
      int within = (int) (pa + done) & (CHUNK - 1);
      int part = Math.min(length - done, CHUNK - within);
      byte[] chunk = chunkAt(pa + done);
      if (chunk == null) {
        Arrays.fill(target, offset + done, offset + done + part, (byte) 0);
      } else {
        System.arraycopy(chunk, within, target, offset + done, part);
      }
      done += part;
    }
  }

  /**
   * Copies what remains in {@code source} to {@code pa} on, as a boot loader does.
   *
   * @throws IndexOutOfBoundsException where not all of that is memory
   * @throws MemoryBoundException where that would take more memory than the bound
   */
  public void load(long pa, ByteBuffer source) {
    require(pa, source.remaining());
    ByteBuffer left = source.duplicate();
    long at = pa;
    while (left.hasRemaining()) {
      int within = (int) at & (CHUNK - 1);
      int part = Math.min(left.remaining(), CHUNK - within);
      left.get(writableChunk(at), within, part);
      at += part;
    }
  }

  /** Which chunks have been written, in address order, adjacent ones joined. */
  public List<Range> touched() {
    long[] sorted = sortedNumbers();
    List<Range> ranges = new ArrayList<>();
    int at = 0;
    while (at < sorted.length) {
      int next = at + 1;
      while (next < sorted.length && sorted[next] == sorted[next - 1] + 1) {
        next++;
      }
      ranges.add(new Range(sorted[at] << CHUNK_SHIFT, (sorted[next - 1] + 1) << CHUNK_SHIFT));
      at = next;
    }
    return ranges;
  }

  /** How many bytes of the host it takes. */
  public long bytesTaken() {
    return (long) count << CHUNK_SHIFT;
  }

  /** What has been written, not copied, for those who read tables in it. */
  public PhysicalMemory asPhysicalMemory(ByteOrder order) {
    PhysicalMemory memory = PhysicalMemory.of(order);
    for (long number : sortedNumbers()) {
      byte[] chunk = chunkAt(number << CHUNK_SHIFT);
      if (chunk != null) {
        memory.add(number << CHUNK_SHIFT, ByteBuffer.wrap(chunk));
      }
    }
    return memory;
  }

  /**
   * Adds memory {@code [pa, pa + size)} to {@code target}, to be read. It is not copied: where a
   * kernel goes on writing, that is seen, but for what was never written before.
   *
   * @throws IndexOutOfBoundsException where not all of that is memory
   */
  public void addTo(PhysicalMemory target, long pa, long size) {
    require(pa, size);
    long at = pa;
    while (at != pa + size) {
      int within = (int) at & (CHUNK - 1);
      int part = (int) Math.min(pa + size - at, CHUNK - within);
      byte[] chunk = chunkAt(at);
      ByteBuffer bytes =
          chunk == null ? ByteBuffer.allocate(part) : ByteBuffer.wrap(chunk, within, part);
      target.add(at, bytes.asReadOnlyBuffer());
      at += part;
    }
  }

  /** The chunk that holds {@code pa}, null where it was never written. */
  byte @Nullable [] chunkAt(long pa) {
    return chunks[slotOf(pa >>> CHUNK_SHIFT)];
  }

  /**
   * The chunk that holds {@code pa}, which lies in a bank.
   *
   * @throws MemoryBoundException where that would take more memory than the bound
   */
  byte[] writableChunk(long pa) {
    long number = pa >>> CHUNK_SHIFT;
    int slot = slotOf(number);
    byte[] chunk = chunks[slot];
    if (chunk != null) {
      return chunk;
    }
    if (bytesTaken() + CHUNK > bound) {
      throw new MemoryBoundException(bound);
    }
    if (2 * (count + 1) > chunks.length) {
      grow();
      slot = slotOf(number);
    }
    byte[] fresh = new byte[CHUNK];
    numbers[slot] = number;
    chunks[slot] = fresh;
    count++;
    return fresh;
  }

  private void grow() {
    long[] oldNumbers = numbers;
    byte[] @Nullable [] oldChunks = chunks;
    numbers = new long[2 * oldNumbers.length];
    chunks = new byte[2 * oldChunks.length][];
    for (int i = 0; i < oldChunks.length; i++) {
      if (oldChunks[i] != null) {
        int slot = slotOf(oldNumbers[i]);
        numbers[slot] = oldNumbers[i];
        chunks[slot] = oldChunks[i];
      }
    }
  }

  /** The slot that holds chunk {@code number}, or the free one where it belongs. */
  private int slotOf(long number) {
    int mask = chunks.length - 1;
    int slot = (int) (number ^ number >>> 20) & mask;
    while (chunks[slot] != null && numbers[slot] != number) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private long[] sortedNumbers() {
    long[] sorted = new long[count];
    int at = 0;
    for (int i = 0; i < chunks.length; i++) {
      if (chunks[i] != null) {
        sorted[at] = numbers[i];
        at++;
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  private void require(long pa, long size) {
    if (!contains(pa, size)) {
      throw new IndexOutOfBoundsException(
          String.format("no memory at physical addresses %s..%s", Hex.of(pa), Hex.of(pa + size)));
    }
  }
}

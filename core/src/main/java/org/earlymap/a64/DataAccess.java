// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.earlymap.a64.decode.Sys;
import org.earlymap.a64.value.GuestFault;

/**
 * Loads and stores. What a translation gave is kept in the place that the virtual address selects,
 * one set for reads and one for writes: a tag to compare with, and where the page's bytes are.
 *
 * <p>An access that is aligned, and whose page has nothing special, needs one comparison. All
 * others come by {@link #slowLoad} and {@link #slowStore}: the tags of special pages have a bit
 * that no address to compare with has.
 */
final class DataAccess {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);

  private static final int PAGE_SHIFT = CodeCache.PAGE_SHIFT;
  private static final long PAGE = CodeCache.PAGE_MASK;
  private static final int PAGE_BYTES = 1 << PAGE_SHIFT;
  private static final int SLOTS = 1024;
  private static final int SLOT_MASK = SLOTS - 1;
  private static final long INVALID = -1;
  private static final long SPECIAL = 0x800;

  private static final byte DEVICE = 1;
  private static final byte CODE = 2;
  private static final byte WATCHED = 4;

  /** What is read where nothing has been written. */
  private static final byte[] ZEROES = new byte[BoardMemory.CHUNK];

  private final Cpu cpu;
  private final long[] readTags = new long[SLOTS];
  private final byte[][] readHosts = new byte[SLOTS][];
  private final int[] readDeltas = new int[SLOTS];
  private final byte[] readKinds = new byte[SLOTS];
  private final long[] writeTags = new long[SLOTS];
  private final byte[][] writeHosts = new byte[SLOTS][];
  private final int[] writeDeltas = new int[SLOTS];
  private final byte[] writeKinds = new byte[SLOTS];

  /** The physical addresses of the pages that may be written. */
  private final long[] pagePa = new long[SLOTS];

  /** Where leaves larger than a page are held: an invalidation within forgets everything. */
  private long largeStart = -1;

  private long largeEnd;
  private boolean bigEndian;
  private boolean unprivileged;
  private StoreListener listener = StoreListener.NONE;

  DataAccess(Cpu cpu) {
    this.cpu = cpu;
    Arrays.fill(readHosts, ZEROES);
    Arrays.fill(writeHosts, ZEROES);
    flush();
  }

  /** Forgets all translations; what depends on SCTLR is read anew at the next. */
  void flush() {
    Arrays.fill(readTags, INVALID);
    Arrays.fill(writeTags, INVALID);
    largeStart = -1;
    largeEnd = 0;
  }

  /** Forgets the translations of the granule or block that holds {@code va}. */
  void forget(long va, int granuleShift) {
    long plain = va << 8 >>> 8;
    if (largeStart != -1
        && Long.compareUnsigned(plain, largeStart) >= 0
        && Long.compareUnsigned(plain, largeEnd) < 0) {
      cpu.flushTlb();
      return;
    }
    long first = va & -1L << granuleShift;
    for (long at = first; at != first + (1L << granuleShift); at += PAGE_BYTES) {
      int slot = (int) (at >>> PAGE_SHIFT) & SLOT_MASK;
      readTags[slot] = INVALID;
      writeTags[slot] = INVALID;
      cpu.code.tags[(int) (at >>> PAGE_SHIFT) & (CodeCache.SLOTS - 1)] = INVALID;
    }
  }

  /** A translation by a leaf of {@code 1 << shift} bytes is held from now on. */
  void largeTranslation(long va, int shift) {
    if (shift > 16) {
      long plain = va << 8 >>> 8;
      long start = shift >= 56 ? 0 : plain & -1L << shift;
      long end = shift >= 56 ? -1L >>> 8 : start + (1L << shift);
      if (largeStart == -1 || Long.compareUnsigned(start, largeStart) < 0) {
        largeStart = start;
      }
      if (Long.compareUnsigned(end, largeEnd) > 0) {
        largeEnd = end;
      }
    }
  }

  /** Stores to the pages that {@code listener} names are told to it before they happen. */
  void listen(StoreListener next) {
    listener = next;
    flush();
  }

  /** A page has decoded instructions from now on: stores to it are special. */
  void becameCode() {
    for (int slot = 0; slot < SLOTS; slot++) {
      writeTags[slot] = INVALID;
    }
  }

  long load64(long va) {
    int slot = (int) (va >>> PAGE_SHIFT) & SLOT_MASK;
    return readTags[slot] == (va & (PAGE | 7))
        ? (long) LONGS.get(readHosts[slot], (int) va + readDeltas[slot])
        : slowLoad(va, 8);
  }

  /** The 4 bytes at {@code va}, unsigned. */
  long load32(long va) {
    int slot = (int) (va >>> PAGE_SHIFT) & SLOT_MASK;
    return readTags[slot] == (va & (PAGE | 3))
        ? (int) INTS.get(readHosts[slot], (int) va + readDeltas[slot]) & 0xffff_ffffL
        : slowLoad(va, 4);
  }

  /** The 2 bytes at {@code va}, unsigned. */
  long load16(long va) {
    int slot = (int) (va >>> PAGE_SHIFT) & SLOT_MASK;
    return readTags[slot] == (va & (PAGE | 1))
        ? (short) SHORTS.get(readHosts[slot], (int) va + readDeltas[slot]) & 0xffffL
        : slowLoad(va, 2);
  }

  /** The byte at {@code va}, unsigned. */
  long load8(long va) {
    int slot = (int) (va >>> PAGE_SHIFT) & SLOT_MASK;
    return readTags[slot] == (va & PAGE)
        ? readHosts[slot][(int) va + readDeltas[slot]] & 0xffL
        : slowLoad(va, 1);
  }

  void store64(long va, long value) {
    int slot = (int) (va >>> PAGE_SHIFT) & SLOT_MASK;
    if (writeTags[slot] == (va & (PAGE | 7))) {
      LONGS.set(writeHosts[slot], (int) va + writeDeltas[slot], value);
    } else {
      slowStore(va, 8, value);
    }
  }

  void store32(long va, long value) {
    int slot = (int) (va >>> PAGE_SHIFT) & SLOT_MASK;
    if (writeTags[slot] == (va & (PAGE | 3))) {
      INTS.set(writeHosts[slot], (int) va + writeDeltas[slot], (int) value);
    } else {
      slowStore(va, 4, value);
    }
  }

  void store16(long va, long value) {
    int slot = (int) (va >>> PAGE_SHIFT) & SLOT_MASK;
    if (writeTags[slot] == (va & (PAGE | 1))) {
      SHORTS.set(writeHosts[slot], (int) va + writeDeltas[slot], (short) value);
    } else {
      slowStore(va, 2, value);
    }
  }

  void store8(long va, long value) {
    int slot = (int) (va >>> PAGE_SHIFT) & SLOT_MASK;
    if (writeTags[slot] == (va & PAGE)) {
      writeHosts[slot][(int) va + writeDeltas[slot]] = (byte) value;
    } else {
      slowStore(va, 1, value);
    }
  }

  /** Loads {@code size} bytes, 1 to 8, as an unsigned number. */
  long load(long va, int size) {
    return switch (size) {
      case 1 -> load8(va);
      case 2 -> load16(va);
      case 4 -> load32(va);
      default -> load64(va);
    };
  }

  /** Stores {@code size} bytes, 1 to 8. */
  void store(long va, int size, long value) {
    switch (size) {
      case 1 -> store8(va, value);
      case 2 -> store16(va, value);
      case 4 -> store32(va, value);
      default -> store64(va, value);
    }
  }

  /** From here to {@link #endUnprivileged} accesses have the rights of EL0. */
  void beginUnprivileged() {
    flush();
    unprivileged = cpu.state.el == 1 || cpu.state.el == 2;
  }

  void endUnprivileged() {
    unprivileged = false;
    flush();
  }

  private long slowLoad(long va, int size) {
    requireLookedAt();
    int slot = readSlot(va, size);
    int within = (int) va & (PAGE_BYTES - 1);
    if (within + size > PAGE_BYTES) {
      int first = PAGE_BYTES - within;
      long low = bytes(slot, va, first);
      long next = va + first;
      long high = bytes(readSlot(next, 1), next, size - first);
      return ordered(low | high << (8 * first), size);
    }
    return ordered(bytes(slot, va, size), size);
  }

  /** An access while the stack pointer is not aligned is made by an instruction by itself. */
  private void requireLookedAt() {
    if (cpu.stackUnaligned && !cpu.alone) {
      throw cpu.fault.watched();
    }
  }

  private long bytes(int slot, long va, int count) {
    byte[] host = readHosts[slot];
    int at = (int) va + readDeltas[slot];
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | (host[at + i] & 0xff);
    }
    return value;
  }

  private void slowStore(long va, int size, long value) {
    requireLookedAt();
    int slot = writeSlot(va, size);
    int within = (int) va & (PAGE_BYTES - 1);
    long stored = ordered(value, size);
    if (within + size > PAGE_BYTES) {
      int first = PAGE_BYTES - within;
      long next = va + first;
      int nextSlot = writeSlot(next, 1);
      put(slot, va, first, stored);
      put(nextSlot, next, size - first, stored >>> (8 * first));
    } else {
      put(slot, va, size, stored);
    }
  }

  private void put(int slot, long va, int count, long value) {
    byte[] host = writeHosts[slot];
    int at = (int) va + writeDeltas[slot];
    byte kind = writeKinds[slot];
    if ((kind & WATCHED) != 0) {
      if (!cpu.alone) {
        throw cpu.fault.watched();
      }
      listener.storing(pagePa[slot] | (va & ~PAGE), count, value);
    }
    for (int i = 0; i < count; i++) {
      host[at + i] = (byte) (value >>> (8 * i));
    }
    if ((kind & CODE) != 0) {
      cpu.code.written(pagePa[slot] | (va & ~PAGE), count);
    }
  }

  private long ordered(long value, int size) {
    return bigEndian && size > 1 ? Long.reverseBytes(value) >>> (64 - 8 * size) : value;
  }

  private int readSlot(long va, int size) {
    checkAlignment(va, size, 0);
    int slot = (int) (va >>> PAGE_SHIFT) & SLOT_MASK;
    if ((readTags[slot] & ~SPECIAL) != (va & PAGE)) {
      fillRead(va, size, slot);
    }
    checkDevice(va, size, readKinds[slot], 0);
    return slot;
  }

  private int writeSlot(long va, int size) {
    checkAlignment(va, size, Exceptions.WNR);
    int slot = (int) (va >>> PAGE_SHIFT) & SLOT_MASK;
    if ((writeTags[slot] & ~SPECIAL) != (va & PAGE)) {
      fillWrite(va, size, slot);
    }
    checkDevice(va, size, writeKinds[slot], Exceptions.WNR);
    return slot;
  }

  /** SCTLR.A: alignment counts before translation. */
  private void checkAlignment(long va, int size, long wnr) {
    if ((va & (size - 1)) != 0 && (cpu.mmu.sctlrValue() & Sys.SCTLR_A) != 0) {
      throw cpu.fault.data(va, Exceptions.ALIGNMENT_FAULT | wnr);
    }
  }

  /** Device memory is accessed aligned. */
  private void checkDevice(long va, int size, byte kind, long wnr) {
    if ((va & (size - 1)) != 0 && (kind & DEVICE) != 0) {
      throw cpu.fault.data(va, Exceptions.ALIGNMENT_FAULT | wnr);
    }
  }

  private void fillRead(long va, int size, int slot) {
    bigEndian = cpu.mmu.dataBigEndian();
    long pa = translate(va, size, Mmu.READ) & PAGE;
    byte[] chunk = cpu.memory.chunkAt(pa);
    readHosts[slot] = chunk == null ? ZEROES : chunk;
    readDeltas[slot] = ((int) pa & (BoardMemory.CHUNK - 1)) - (int) (va & PAGE);
    readKinds[slot] = cpu.mmu.device() ? DEVICE : 0;
    readTags[slot] = (va & PAGE) | (bigEndian || cpu.stackUnaligned ? SPECIAL : 0);
    largeTranslation(va, cpu.mmu.leafShift());
  }

  private void fillWrite(long va, int size, int slot) {
    bigEndian = cpu.mmu.dataBigEndian();
    long pa = translate(va, size, Mmu.WRITE) & PAGE;
    writeHosts[slot] = writable(pa);
    writeDeltas[slot] = ((int) pa & (BoardMemory.CHUNK - 1)) - (int) (va & PAGE);
    int kind = cpu.mmu.device() ? DEVICE : 0;
    kind |= cpu.code.isCode(pa) ? CODE : 0;
    kind |= listener.watches(pa) ? WATCHED : 0;
    writeKinds[slot] = (byte) kind;
    pagePa[slot] = pa;
    writeTags[slot] =
        (va & PAGE) | (bigEndian || kind > DEVICE || cpu.stackUnaligned ? SPECIAL : 0);
    largeTranslation(va, cpu.mmu.leafShift());
  }

  private byte[] writable(long pa) {
    byte[] chunk = cpu.memory.chunkAt(pa);
    if (chunk != null) {
      return chunk;
    }
    try {
      chunk = cpu.memory.writableChunk(pa);
    } catch (MemoryBoundException e) {
      throw cpu.stopping(new Stop.MemoryExhausted(cpu.state.pc, e.bound()));
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      if (readHosts[slot] == ZEROES) {
        readTags[slot] = INVALID;
      }
    }
    return chunk;
  }

  /**
   * Translates an access by data.
   *
   * @throws GuestFault where there is no memory or no right
   */
  private long translate(long va, int size, int access) {
    boolean user = cpu.state.el == 0 || unprivileged;
    int status = cpu.mmu.translate(va, access, user);
    long wnr = access == Mmu.WRITE ? Exceptions.WNR : 0;
    if (status != 0) {
      throw cpu.fault.data(va, (status & 0x3f) | wnr);
    }
    long pa = cpu.mmu.pa();
    if (!cpu.memory.contains(pa & PAGE, PAGE_BYTES)) {
      checkDevice(va, size, cpu.mmu.device() ? DEVICE : 0, wnr);
      throw cpu.fault.data(va, Exceptions.EXTERNAL_ABORT | wnr);
    }
    return pa;
  }

  /**
   * The physical address of {@code va} where its memory has allocation tags, else -1.
   *
   * @throws GuestFault where there is no memory or no right
   */
  long tagged(long va, int access) {
    long pa = translate(va, 1, access);
    return cpu.mmu.tagged() ? pa : -1;
  }

  /** The physical address of {@code va} for a read. */
  long physicalForRead(long va) {
    return translate(va, 1, Mmu.READ);
  }

  /** Cache maintenance by address needs a translation, and does nothing. */
  void touch(long va) {
    int status = cpu.mmu.translate(va, Mmu.READ, cpu.state.el == 0);
    if (status != 0) {
      throw cpu.fault.data(va, (status & 0x3f) | Exceptions.WNR | Exceptions.CM);
    }
  }

  /**
   * Requires that {@code va} may be read and written: a fault that reading would have had as well
   * is told as that of a read.
   */
  void requireReadWrite(long va, int size) {
    readSlot(va, size);
    writeSlot(va, size);
  }

  /** The physical address of {@code va} for a write, whose page is held from now on. */
  long physicalForWrite(long va, int size) {
    int slot = writeSlot(va, size);
    return pagePa[slot] | (va & ~PAGE);
  }

  /** Writes a descriptor as the table walker of the CPU does; {@code pa} lies in a bank. */
  void writePhysical(long pa, long value) {
    byte[] chunk = writable(pa);
    if (listener.watches(pa & PAGE)) {
      if (!cpu.alone) {
        throw cpu.fault.watched();
      }
      listener.storing(pa, Long.BYTES, value);
    }
    LONGS.set(chunk, (int) pa & (BoardMemory.CHUNK - 1), value);
    cpu.code.written(pa, Long.BYTES);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static org.earlymap.a64.CpuState.ZERO;

import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.Op;

/** Loads and stores that kernels execute rarely: exclusive, atomic, unprivileged, and by kinds. */
public final class MemoryOperations {
  private static final long LOW = 0xffff_ffffL;

  private final Cpu cpu;
  private final DataAccess data;
  private final long[] x;

  private boolean monitored;
  private long monitoredPa;
  private long monitoredLow;
  private long monitoredHigh;
  private int monitoredBytes;

  MemoryOperations(Cpu cpu) {
    this.cpu = cpu;
    this.data = cpu.data;
    this.x = cpu.state.x;
  }

  /** Opens the exclusive monitor, as exceptions and CLREX do. */
  void clearMonitor() {
    monitored = false;
  }

  void execute(long decoded) {
    int rd = Decoded.rd(decoded);
    int rn = Decoded.rn(decoded);
    int ra = Decoded.ra(decoded);
    long imm = Decoded.immediate(decoded);
    long base = x[rn];
    long here = cpu.state.pc + (imm << 2);
    switch (Decoded.op(decoded)) {
      case Op.CLREX -> clearMonitor();
      case Op.LDXR -> x[rd] = loadExclusive(base, 1 << imm);
      case Op.LDXP -> loadPairExclusive(base, rd, ra, 4 << imm);
      case Op.STXR -> {
        boolean stored = storeExclusive(base, 1 << imm, x[rd], 0);
        x[Decoded.rm(decoded)] = stored ? 0 : 1;
      }
      case Op.STXP -> {
        boolean stored =
            imm == 0
                ? storeExclusive(base, 8, packed(x[rd], x[ra]), 0)
                : storeExclusive(base, 16, x[rd], x[ra]);
        x[Decoded.rm(decoded)] = stored ? 0 : 1;
      }
      case Op.LDAR -> x[rd] = data.load(base, checked(base, 1 << imm, false));
      case Op.STLR -> data.store(base, checked(base, 1 << imm, true), x[rd]);
      case Op.CAS -> compareAndSwap(base, Decoded.rm(decoded), rd, 1 << imm);
      case Op.CASP -> compareAndSwapPair(base, Decoded.rm(decoded), rd, 4 << imm);
      case Op.ATOMIC -> atomic(base, Decoded.rm(decoded), rd, ra, 1 << imm);
      case Op.LDR_W_LITERAL -> x[rd] = data.load32(here);
      case Op.LDRSW_LITERAL -> x[rd] = (int) data.load32(here);
      case Op.STP_W_POST -> storePair(base, base + imm, rd, ra, rn);
      case Op.STP_W_PRE -> storePair(base + imm, base + imm, rd, ra, rn);
      case Op.LDP_W_POST -> loadPair(base, base + imm, rd, ra, rn, false);
      case Op.LDP_W_PRE -> loadPair(base + imm, base + imm, rd, ra, rn, false);
      case Op.LDPSW -> loadPair(base + imm, base, rd, ra, rn, true);
      case Op.LDPSW_POST -> loadPair(base, base + imm, rd, ra, rn, true);
      case Op.LDPSW_PRE -> loadPair(base + imm, base + imm, rd, ra, rn, true);
      case Op.SINGLE_POST -> {
        single(base, ra, rd);
        x[rn] = base + imm;
      }
      case Op.SINGLE_PRE -> {
        single(base + imm, ra, rd);
        x[rn] = base + imm;
      }
      case Op.SINGLE_ORDERED -> {
        checked(base + imm, 1 << (ra & 3), ra < 4);
        single(base + imm, ra, rd);
      }
      case Op.SINGLE_USER -> unprivileged(base + imm, ra, rd);
      default -> throw new IllegalStateException("no operation " + Decoded.op(decoded));
    }
    x[ZERO] = 0;
  }

  /**
   * One load or store by its kind: log2 of the size, and from bit 2 on: store, load, load and
   * extend to 64 bits, load and extend to 32.
   */
  private void single(long va, int kind, int rd) {
    int size = 1 << (kind & 3);
    if (kind < 4) {
      data.store(va, size, x[rd]);
      return;
    }
    long value = data.load(va, size);
    int shift = 64 - 8 * size;
    x[rd] =
        switch (kind >> 2) {
          case 2 -> value << shift >> shift;
          case 3 -> value << shift >> shift & LOW;
          default -> value;
        };
  }

  private void unprivileged(long va, int kind, int rd) {
    if (cpu.state.uao) {
      single(va, kind, rd);
      return;
    }
    data.beginUnprivileged();
    try {
      single(va, kind, rd);
    } finally {
      data.endUnprivileged();
    }
  }

  private void storePair(long va, long after, int rd, int ra, int rn) {
    data.store32(va, x[rd]);
    data.store32(va + 4, x[ra]);
    x[rn] = after;
  }

  private void loadPair(long va, long after, int rd, int ra, int rn, boolean signed) {
    long low = data.load32(va);
    long high = data.load32(va + 4);
    x[rn] = after;
    x[rd] = signed ? (int) low : low;
    x[ra] = signed ? (int) high : high;
  }

  /**
   * Exclusive, ordered and atomic accesses must be aligned, or with FEAT_LSE2 lie within 16 bytes;
   * returns {@code size}.
   */
  private int checked(long va, int size, boolean write) {
    boolean crosses = cpu.has(Feature.LSE2) ? (va & 15) + size > 16 : (va & (size - 1)) != 0;
    if (crosses) {
      throw cpu.fault.data(va, Exceptions.ALIGNMENT_FAULT | (write ? Exceptions.WNR : 0));
    }
    return size;
  }

  private long loadExclusive(long va, int size) {
    long value = data.load(va, checked(va, size, false));
    monitor(va, size, value, 0);
    return value;
  }

  private void loadPairExclusive(long va, int rd, int ra, int size) {
    checked(va, 2 * size, false);
    long low = data.load(va, size);
    long high = data.load(va + size, size);
    if (size == 4) {
      monitor(va, 8, packed(low, high), 0);
    } else {
      monitor(va, 16, low, high);
    }
    x[rd] = low;
    x[ra] = high;
  }

  private void monitor(long va, int size, long low, long high) {
    monitored = true;
    monitoredPa = data.physicalForRead(va);
    monitoredBytes = size;
    monitoredLow = low;
    monitoredHigh = high;
  }

  private boolean storeExclusive(long va, int size, long low, long high) {
    checked(va, size, true);
    boolean held = monitored && monitoredBytes == size;
    held = held && data.physicalForWrite(va, 1) == monitoredPa;
    monitored = false;
    if (!held) {
      return false;
    }
    int each = Math.min(size, 8);
    if (data.load(va, each) != monitoredLow
        || (size == 16 && data.load(va + 8, 8) != monitoredHigh)) {
      return false;
    }
    data.store(va, each, low);
    if (size == 16) {
      data.store(va + 8, 8, high);
    }
    return true;
  }

  private void compareAndSwap(long va, int expected, int wanted, int size) {
    long mask = -1L >>> (64 - 8 * size);
    data.requireReadWrite(va, checked(va, size, false));
    long found = data.load(va, size);
    if (found == (x[expected] & mask)) {
      data.store(va, size, x[wanted]);
    }
    x[expected] = found;
  }

  private void compareAndSwapPair(long va, int expected, int wanted, int size) {
    if ((expected & 1) != 0 || (wanted & 1) != 0) {
      throw cpu.undefined();
    }
    long mask = -1L >>> (64 - 8 * size);
    data.requireReadWrite(va, checked(va, 2 * size, false) / 2);
    long low = data.load(va, size);
    long high = data.load(va + size, size);
    if (low == (x[expected] & mask) && high == (second(expected) & mask)) {
      data.store(va, size, x[wanted]);
      data.store(va + size, size, second(wanted));
    }
    x[expected] = low;
    if (expected != 30) {
      x[expected + 1] = high;
    }
  }

  /** The register behind one of a pair; behind X30 is zero. */
  private long second(int first) {
    return first == 30 ? 0 : x[first + 1];
  }

  private void atomic(long va, int operand, int result, int kind, int size) {
    long mask = -1L >>> (64 - 8 * size);
    int shift = 64 - 8 * size;
    data.requireReadWrite(va, checked(va, size, false));
    long found = data.load(va, size);
    long other = x[operand] & mask;
    long signedFound = found << shift >> shift;
    long signedOther = other << shift >> shift;
    long stored =
        switch (kind) {
          case 0 -> found + other;
          case 1 -> found & ~other;
          case 2 -> found ^ other;
          case 3 -> found | other;
          case 4 -> Math.max(signedFound, signedOther);
          case 5 -> Math.min(signedFound, signedOther);
          case 6 -> Long.compareUnsigned(found, other) > 0 ? found : other;
          case 7 -> Long.compareUnsigned(found, other) < 0 ? found : other;
          default -> other;
        };
    data.store(va, size, stored);
    x[result] = found;
  }

  private static long packed(long low, long high) {
    return (low & LOW) | high << 32;
  }
}

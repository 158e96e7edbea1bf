// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static org.earlymap.a64.CpuState.ZERO;

import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.Op;
import org.earlymap.a64.decode.Sys;
import org.earlymap.a64.decode.SystemRegisters;
import org.earlymap.a64.value.AllocationTags;
import org.earlymap.a64.value.Flags;

/** Allocation tags: in addresses and in memory (Arm ARM D10, C6.2). Accesses are not checked. */
public final class TagOperations {
  private static final int GCR = SystemRegisters.index("GCR_EL1");
  private static final int RGSR = SystemRegisters.index("RGSR_EL1");
  private static final int GRANULE = AllocationTags.GRANULE;
  private static final int ALL_EXCLUDED = 0xffff;
  private static final long TAG_MASK = 0xfL << 56;
  private static final long RANDOM_BY_CPU = 1 << 16;

  /** Tags of 256 bytes are read and written at once where the CPU does not say how many. */
  private static final long BLOCK_256 = 6;

  private final Cpu cpu;
  private final long[] x;
  private final long[] system;
  private final AllocationTags tags = new AllocationTags();

  TagOperations(Cpu cpu) {
    this.cpu = cpu;
    this.x = cpu.state.x;
    this.system = cpu.state.system;
  }

  void execute(long decoded) {
    int rd = Decoded.rd(decoded);
    int rn = Decoded.rn(decoded);
    int ra = Decoded.ra(decoded);
    long imm = Decoded.immediate(decoded);
    long n = x[rn];
    long m = x[Decoded.rm(decoded)];
    switch (Decoded.op(decoded)) {
      case Op.ADDG -> x[rd] = moved(n, (imm >> 4) * GRANULE, (int) imm & 15);
      case Op.SUBG -> x[rd] = moved(n, -(imm >> 4) * GRANULE, (int) imm & 15);
      case Op.IRG -> x[rd] = withTag(n, accessible() ? random((int) m) : 0);
      case Op.GMI -> x[rd] = m | 1L << tagOf(n);
      case Op.SUBP -> x[rd] = (n << 8 >> 8) - (m << 8 >> 8);
      case Op.SUBPS -> {
        cpu.state.nzcv = Flags.ofSubtract(n << 8 >> 8, m << 8 >> 8);
        x[rd] = (n << 8 >> 8) - (m << 8 >> 8);
      }
      case Op.LDG -> {
        long pa = cpu.data.tagged((n + imm) & -GRANULE, Mmu.READ);
        x[rd] = withTag(x[rd], accessible() && pa != -1 ? tags.at(pa) : 0);
      }
      case Op.STG -> store(rn, rd, ra, imm);
      case Op.STGP -> pair(n + imm, x[rd], x[ra]);
      case Op.STGP_POST -> {
        pair(n, x[rd], x[ra]);
        x[rn] = n + imm;
      }
      case Op.STGP_PRE -> {
        pair(n + imm, x[rd], x[ra]);
        x[rn] = n + imm;
      }
      case Op.TAG_BLOCK -> block(n, rd, ra);
      default -> throw new IllegalStateException("no operation " + Decoded.op(decoded));
    }
    x[ZERO] = 0;
  }

  /**
   * DC GVA and DC GZVA: all tags of a block, and zeroes if wanted.
   *
   * @param size the block's size in bytes
   */
  void fill(long va, int size, boolean zero) {
    long start = va & -size;
    for (int i = 0; i < size; i += GRANULE) {
      if (zero) {
        cpu.data.store64(start + i, 0);
        cpu.data.store64(start + i + 8, 0);
      }
      put(start + i, tagOf(va));
    }
  }

  /** STG, STZG, ST2G, STZ2G: bits 1:0 of the kind are how, bit 2 zeroes, bit 3 two granules. */
  private void store(int rn, int rt, int kind, long imm) {
    long base = x[rn];
    long va = (kind & 3) == 0 ? base : base + imm;
    int tag = tagOf(x[rt]);
    int granules = (kind & 8) != 0 ? 2 : 1;
    requireAligned(va);
    for (int i = 0; i < granules; i++) {
      cpu.data.tagged(va + (long) i * GRANULE, Mmu.WRITE);
    }
    for (int i = 0; i < granules; i++) {
      long at = va + (long) i * GRANULE;
      if ((kind & 4) != 0) {
        cpu.data.store64(at, 0);
        cpu.data.store64(at + 8, 0);
      }
      put(at, tag);
    }
    if ((kind & 3) != 1) {
      x[rn] = base + imm;
    }
  }

  private void pair(long va, long low, long high) {
    requireAligned(va);
    cpu.data.store64(va, low);
    cpu.data.store64(va + 8, high);
    put(va, tagOf(va));
  }

  /** STZGM, STGM and LDGM: kinds 0 to 2. */
  private void block(long va, int rt, int kind) {
    if (cpu.state.el == 0) {
      throw cpu.undefined();
    }
    if (kind == 0) {
      int size = 4 << (cpu.profile.get("DCZID_EL0") & 15);
      long start = va & -size;
      for (int i = 0; i < size; i += GRANULE) {
        cpu.data.store64(start + i, 0);
        cpu.data.store64(start + i + 8, 0);
        put(start + i, (int) x[rt] & 15);
      }
      return;
    }
    long given = cpu.profile.get("GMID_EL1") & 15;
    int size = 4 << (given == 0 ? BLOCK_256 : given);
    long start = va & -size;
    long value = 0;
    for (int i = 0; i < size; i += GRANULE) {
      int shift = (int) (((start + i) >>> 4) & 15) * 4;
      if (kind == 1) {
        put(start + i, (int) (x[rt] >>> shift) & 15);
      } else {
        long pa = cpu.data.tagged(start + i, Mmu.READ);
        value |= (long) (accessible() && pa != -1 ? tags.at(pa) : 0) << shift;
      }
    }
    if (kind == 2) {
      x[rt] = value;
    }
  }

  private void put(long va, int tag) {
    long pa = cpu.data.tagged(va, Mmu.WRITE);
    if (pa != -1 && accessible()) {
      tags.set(pa, tag);
    }
  }

  private void requireAligned(long va) {
    if ((va & (GRANULE - 1)) != 0) {
      throw cpu.fault.data(va, Exceptions.ALIGNMENT_FAULT | Exceptions.WNR);
    }
  }

  private long moved(long address, long by, int tagBy) {
    int tag = accessible() ? chosen(tagOf(address), tagBy, (int) system[GCR]) : 0;
    return withTag(address + by, tag);
  }

  /** A tag by the generator of RGSR_EL1, which a kernel that lets the CPU choose may leave zero. */
  private int random(int excluded) {
    int seed = (int) (system[RGSR] >>> 8) & 0xffff;
    if (seed == 0 && (system[GCR] & RANDOM_BY_CPU) != 0) {
      seed = 1;
    }
    int offset = 0;
    for (int i = 0; i < 4; i++) {
      int top = (seed >> 5 ^ seed >> 3 ^ seed >> 2 ^ seed) & 1;
      seed = top << 15 | seed >> 1;
      offset |= top << i;
    }
    int tag = chosen((int) system[RGSR] & 15, offset, excluded | (int) system[GCR]);
    system[RGSR] = tag | (long) seed << 8;
    return tag;
  }

  /** ChooseNonExcludedTag: so many tags on from {@code first} that are not excluded. */
  private static int chosen(int first, int offset, int excluded) {
    if ((excluded & ALL_EXCLUDED) == ALL_EXCLUDED) {
      return 0;
    }
    int tag = first;
    while (offset == 0 && (excluded >> tag & 1) != 0) {
      tag = (tag + 1) & 15;
    }
    for (int left = offset; left > 0; left--) {
      do {
        tag = (tag + 1) & 15;
      } while ((excluded >> tag & 1) != 0);
    }
    return tag;
  }

  /** AllocationTagAccessIsEnabled: by SCTLR's ATA or ATA0, and by HCR_EL2.ATA below EL2. */
  private boolean accessible() {
    if (!cpu.has(Feature.MTE2)) {
      return false;
    }
    boolean allowed = (system[Sys.HCR_EL2] & Sys.HCR_ATA) != 0;
    if (cpu.profile.highestEl() == 2 && !cpu.state.isOfEl2() && !allowed) {
      return false;
    }
    return (cpu.mmu.sctlrValue() & (cpu.state.el == 0 ? Sys.SCTLR_ATA0 : Sys.SCTLR_ATA)) != 0;
  }

  private static int tagOf(long address) {
    return (int) (address >>> 56) & 15;
  }

  private static long withTag(long address, int tag) {
    return (address & ~TAG_MASK) | (long) tag << 56;
  }
}

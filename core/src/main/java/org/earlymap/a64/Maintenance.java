// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import java.util.Arrays;

/** SYS: cache and TLB maintenance, DC ZVA and address translation (Arm ARM C5.3 to C5.5). */
final class Maintenance {
  private static final int IC_AND_DC = 7;
  private static final int TLBI = 8;
  private static final int TLBI_NXS = 9;
  private static final int ZERO = 4;
  private static final int ALLOCATION_TAGS = 3;
  private static final int BOTH = 4;

  private final Cpu cpu;

  Maintenance(Cpu cpu) {
    this.cpu = cpu;
  }

  /**
   * Executes one.
   *
   * @param encoding op1, CRn, CRm and op2: bits 18:5 of the word
   * @param value what its register holds
   */
  void execute(int encoding, long value) {
    int op1 = encoding >>> 11 & 7;
    int crn = encoding >>> 7 & 15;
    int crm = encoding >>> 3 & 15;
    int op2 = encoding & 7;
    switch (crn) {
      case IC_AND_DC -> cache(op1, crm, op2, value);
      case TLBI, TLBI_NXS -> invalidate(op1, crm, op2, value);
      default -> throw cpu.unimplemented(name(encoding));
    }
  }

  private void cache(int op1, int crm, int op2, long value) {
    if (op1 == 3) {
      boolean el0 = cpu.state.el == 0;
      if (crm == 4 && op2 == 1) {
        if (el0 && (cpu.mmu.sctlrValue() & Sys.SCTLR_DZE) == 0) {
          throw cpu.undefined();
        }
        zero(value);
        return;
      }
      if (crm == 4 && (op2 == ALLOCATION_TAGS || op2 == ZERO)) {
        throw cpu.unimplemented("DC of allocation tags");
      }
      // Everything else of op1 3 is by address to some point, which needs the right to read.
      if (el0 && (cpu.mmu.sctlrValue() & Sys.SCTLR_UCI) == 0) {
        throw cpu.undefined();
      }
      cpu.data.touch(value);
      return;
    }
    if (cpu.state.el == 0) {
      throw cpu.undefined();
    }
    if (crm == 8) {
      translate(op1, op2, value);
    }
    // The rest invalidates caches, and there are none: IC IALLU, DC IVAC, DC ISW and their kin.
  }

  private void zero(long value) {
    int bytes = 4 << (cpu.profile.get("DCZID_EL0") & 15);
    long start = value & -bytes;
    for (int i = 0; i < bytes; i += 8) {
      cpu.data.store64(start + i, 0);
    }
  }

  /** AT: the answer goes to PAR_EL1 (Arm ARM D24.2). */
  private void translate(int op1, int op2, long va) {
    boolean own = (op1 == 0 && cpu.state.el == 1) || (op1 == BOTH && cpu.state.el == 2 && op2 < 2);
    if (!own) {
      throw cpu.unimplemented("AT of another exception level");
    }
    boolean user = op1 == 0 && (op2 & 2) != 0;
    int access = (op2 & 1) != 0 ? Mmu.WRITE : Mmu.READ;
    int status = cpu.mmu.translate(va, access, user);
    if (status != 0) {
      cpu.state.system[Sys.PAR_EL1] = 1 | (long) (status & 0x3f) << 1 | 1L << 11;
      return;
    }
    cpu.state.system[Sys.PAR_EL1] =
        (cpu.mmu.pa() & 0x000f_ffff_ffff_f000L) | cpu.mmu.parAttributes() | 1L << 11;
  }

  /** By address and by range where the address is known; everything else forgets all. */
  private void invalidate(int op1, int crm, int op2, long value) {
    if (cpu.state.el == 0) {
      throw cpu.undefined();
    }
    boolean single = crm == 1 || crm == 3 || crm == 7;
    boolean byAddress = op2 == 1 || op2 == 3 || op2 == 5 || op2 == 7;
    if (single && byAddress && op1 == 0) {
      cpu.data.forget(value << 20 >> 8, cpu.mmu.granuleShift());
    } else {
      cpu.flushTlb();
    }
  }

  private static String name(int encoding) {
    return "SYS "
        + Arrays.asList(
            "#" + (encoding >>> 11 & 7),
            "C" + (encoding >>> 7 & 15),
            "C" + (encoding >>> 3 & 15),
            "#" + (encoding & 7));
  }
}

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

  /** Bit 11 is reserved and set; bit 9 is set outside Secure state. */
  private static final long PAR_FIXED = 1L << 11 | 1L << 9;

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
    } else if (crm == 9 && op1 == 0) {
      translate(op1, op2 + 4, value);
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

  /**
   * AT: the answer goes to PAR_EL1 (Arm ARM D24.2).
   *
   * @param operation 0 to 3: S1E1R, S1E1W, S1E0R, S1E0W; 4 and 5: S1E1RP, S1E1WP; of op1 4: S1E2R,
   *     S1E2W, and from 4 on S12E1R to S12E0W, which are of stage 1 as long as there is no stage 2
   */
  private void translate(int op1, int operation, long va) {
    boolean hypervisor = op1 == 4 && operation < 2;
    if ((op1 == 4 && cpu.state.el < 2) || (op1 != 0 && op1 != 4)) {
      throw cpu.undefined();
    }
    boolean user = !hypervisor && (operation & 2) != 0;
    boolean pan = op1 == 0 && operation >= 4 && cpu.state.pan;
    int access = (operation & 1) != 0 ? Mmu.WRITE : Mmu.READ;
    int status = cpu.mmu.translateFor(hypervisor ? 2 : 1, va, access, user, pan);
    cpu.state.system[Sys.PAR_EL1] =
        status != 0
            ? 1 | (long) (status & 0x3f) << 1 | 1L << 11
            : (cpu.mmu.pa() & 0x000f_ffff_ffff_f000L) | cpu.mmu.parAttributes() | PAR_FIXED;
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

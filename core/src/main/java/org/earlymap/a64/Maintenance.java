// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import java.util.Arrays;
import org.earlymap.a64.decode.Sys;

/** SYS: cache and TLB maintenance, DC ZVA and address translation (Arm ARM C5.3 to C5.5). */
final class Maintenance {
  private static final int IC_AND_DC = 7;
  private static final int TLBI = 8;
  private static final int TLBI_NXS = 9;
  // CRm and op2 of those of op1 3.
  private static final int ZVA = 4 << 3 | 1;
  private static final int GVA = 4 << 3 | 3;
  private static final int GZVA = 4 << 3 | 4;
  private static final int IVAU = 5 << 3 | 1;
  private static final int CVAC = 10 << 3 | 1;
  private static final int CGVAC = 10 << 3 | 3;
  private static final int CGDVAC = 10 << 3 | 5;
  private static final int CVAU = 11 << 3 | 1;
  private static final int CVAP = 12 << 3 | 1;
  private static final int CGVAP = 12 << 3 | 3;
  private static final int CGDVAP = 12 << 3 | 5;
  private static final int CVADP = 13 << 3 | 1;
  private static final int CGVADP = 13 << 3 | 3;
  private static final int CGDVADP = 13 << 3 | 5;
  private static final int CIVAC = 14 << 3 | 1;
  private static final int CIGVAC = 14 << 3 | 3;
  private static final int CIGDVAC = 14 << 3 | 5;
  private static final int CFP_RCTX = 3 << 3 | 4;
  private static final int DVP_RCTX = 3 << 3 | 5;
  private static final int CPP_RCTX = 3 << 3 | 7;

  // op1, CRm and op2 of the others.
  private static final int IALLUIS = 1 << 3 | 0;
  private static final int IALLU = 5 << 3 | 0;
  private static final int IVAC = 6 << 3 | 1;
  private static final int ISW = 6 << 3 | 2;
  private static final int IGVAC = 6 << 3 | 3;
  private static final int IGSW = 6 << 3 | 4;
  private static final int IGDVAC = 6 << 3 | 5;
  private static final int IGDSW = 6 << 3 | 6;
  private static final int CSW = 10 << 3 | 2;
  private static final int CGSW = 10 << 3 | 4;
  private static final int CGDSW = 10 << 3 | 6;
  private static final int CISW = 14 << 3 | 2;
  private static final int CIGSW = 14 << 3 | 4;
  private static final int CIGDSW = 14 << 3 | 6;
  private static final int S1E1R = 8 << 3 | 0;
  private static final int S1E1W = 8 << 3 | 1;
  private static final int S1E0R = 8 << 3 | 2;
  private static final int S1E0W = 8 << 3 | 3;
  private static final int S1E1RP = 9 << 3 | 0;
  private static final int S1E1WP = 9 << 3 | 1;
  private static final int BRB_IALL = 1 << 11 | 2 << 3 | 4;
  private static final int BRB_INJ = 1 << 11 | 2 << 3 | 5;
  private static final int S1E2R = 4 << 11 | 8 << 3 | 0;
  private static final int S1E2W = 4 << 11 | 8 << 3 | 1;
  private static final int S12E1R = 4 << 11 | 8 << 3 | 4;
  private static final int S12E1W = 4 << 11 | 8 << 3 | 5;
  private static final int S12E0R = 4 << 11 | 8 << 3 | 6;
  private static final int S12E0W = 4 << 11 | 8 << 3 | 7;

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
   * @param rt the slot of that register
   */
  void execute(int encoding, long value, int rt) {
    int op1 = encoding >>> 11 & 7;
    int crn = encoding >>> 7 & 15;
    int crm = encoding >>> 3 & 15;
    int op2 = encoding & 7;
    switch (crn) {
      case IC_AND_DC -> {
        if (op1 == 3) {
          requireForEl0(encoding, rt);
          byAddress(encoding, value);
        } else {
          privileged(encoding, value);
        }
      }
      case TLBI, TLBI_NXS -> {
        require(crn == TLBI || cpu.has(Feature.XS));
        invalidate(op1, crm, op2, value);
      }
      default -> throw cpu.unimplemented(name(encoding));
    }
  }

  /** SCTLR.UCI, DZE and EnRCTX: what EL0 may do; what it may not is for EL1 to see. */
  private void requireForEl0(int encoding, int rt) {
    int crm = encoding >>> 3 & 15;
    long bit = crm == 4 ? Sys.SCTLR_DZE : crm == 3 ? Sys.SCTLR_ENRCTX : Sys.SCTLR_UCI;
    if (cpu.state.el == 0 && (cpu.mmu.sctlrValue() & bit) == 0) {
      throw cpu.fault.other(
          Exceptions.EC_SYSTEM, Exceptions.systemSyndrome(1 << 14 | encoding, false, rt));
    }
  }

  /** Those of op1 3: by address, but the last, which are by context. */
  private void byAddress(int encoding, long value) {
    int block = 4 << (cpu.profile.get("DCZID_EL0") & 15);
    switch (encoding & ((1 << 7) - 1)) {
      case ZVA -> zero(value, block);
      case GVA, GZVA -> {
        require(cpu.has(Feature.MTE));
        cpu.tagOperations.fill(value, block, (encoding & 7) == (GZVA & 7));
      }
      case IVAU, CVAC, CVAU, CIVAC -> cpu.data.touch(value);
      case CVAP -> touchWith(Feature.DPB, value);
      case CVADP -> touchWith(Feature.DPB2, value);
      case CGVAC, CGDVAC, CIGVAC, CIGDVAC -> touchWith(Feature.MTE, value);
      case CGVAP, CGDVAP, CGVADP, CGDVADP -> touchWith(Feature.MTE, value);
      case CFP_RCTX, DVP_RCTX, CPP_RCTX -> require(cpu.has(Feature.SPECRES));
      default -> throw cpu.unimplemented(name(encoding));
    }
  }

  private void touchWith(Feature feature, long value) {
    require(cpu.has(feature));
    cpu.data.touch(value);
  }

  /** Those that EL0 has not: there are no caches to invalidate. */
  private void privileged(int encoding, long value) {
    int op1 = encoding >>> 11 & 7;
    int op2 = encoding & 7;
    require(cpu.state.el > 0);
    switch ((encoding & ((1 << 7) - 1)) | op1 << 11) {
      case IALLUIS, IALLU, IVAC, ISW, CSW, CISW -> {}
      case IGVAC, IGSW, IGDVAC, IGDSW, CGSW, CGDSW, CIGSW, CIGDSW -> require(cpu.has(Feature.MTE2));
      case S1E1R, S1E1W, S1E0R, S1E0W -> translate(op1, op2, value);
      case S1E1RP, S1E1WP -> {
        require(cpu.has(Feature.PAN2));
        translate(op1, op2 + 4, value);
      }
      case S1E2R, S1E2W, S12E1R, S12E1W, S12E0R, S12E0W -> translate(op1, op2, value);
      case BRB_IALL, BRB_INJ -> {
        require(cpu.has(Feature.BRBE));
        throw cpu.unimplemented(name(encoding));
      }
      default -> throw cpu.unimplemented(name(encoding));
    }
  }

  /** Without it the instruction is undefined. */
  private void require(boolean condition) {
    if (!condition) {
      throw cpu.undefined();
    }
  }

  private void zero(long value, int bytes) {
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
    require(cpu.state.el > 0 && (op1 == 0 || (op1 == 4 && cpu.state.el == 2)));
    require(crm != 1 || cpu.has(Feature.TLB_OS));
    require((crm != 2 && crm != 5 && crm != 6) || cpu.has(Feature.TLB_RANGE));
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

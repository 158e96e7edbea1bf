// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

/** The places of the system registers that the CPU itself uses, and their bits. */
public final class Sys {
  public static final int MIDR_EL1 = SystemRegisters.index("MIDR_EL1");
  public static final int MPIDR_EL1 = SystemRegisters.index("MPIDR_EL1");
  public static final int VPIDR_EL2 = SystemRegisters.index("VPIDR_EL2");
  public static final int VMPIDR_EL2 = SystemRegisters.index("VMPIDR_EL2");
  public static final int SCTLR_EL1 = SystemRegisters.index("SCTLR_EL1");
  public static final int SCTLR_EL2 = SystemRegisters.index("SCTLR_EL2");
  public static final int CPACR_EL1 = SystemRegisters.index("CPACR_EL1");
  public static final int CPTR_EL2 = SystemRegisters.index("CPTR_EL2");
  public static final int TCR_EL1 = SystemRegisters.index("TCR_EL1");
  public static final int TCR_EL2 = SystemRegisters.index("TCR_EL2");
  public static final int TCR2_EL1 = SystemRegisters.index("TCR2_EL1");
  public static final int TCR2_EL2 = SystemRegisters.index("TCR2_EL2");
  public static final int TTBR0_EL1 = SystemRegisters.index("TTBR0_EL1");
  public static final int TTBR1_EL1 = SystemRegisters.index("TTBR1_EL1");
  public static final int TTBR0_EL2 = SystemRegisters.index("TTBR0_EL2");
  public static final int TTBR1_EL2 = SystemRegisters.index("TTBR1_EL2");
  public static final int MAIR_EL1 = SystemRegisters.index("MAIR_EL1");
  public static final int MAIR_EL2 = SystemRegisters.index("MAIR_EL2");
  public static final int PIR_EL1 = SystemRegisters.index("PIR_EL1");
  public static final int PIR_EL2 = SystemRegisters.index("PIR_EL2");
  public static final int PIRE0_EL1 = SystemRegisters.index("PIRE0_EL1");
  public static final int PIRE0_EL2 = SystemRegisters.index("PIRE0_EL2");
  public static final int PAR_EL1 = SystemRegisters.index("PAR_EL1");
  public static final int VBAR_EL1 = SystemRegisters.index("VBAR_EL1");
  public static final int VBAR_EL2 = SystemRegisters.index("VBAR_EL2");
  public static final int ELR_EL1 = SystemRegisters.index("ELR_EL1");
  public static final int ELR_EL2 = SystemRegisters.index("ELR_EL2");
  public static final int SPSR_EL1 = SystemRegisters.index("SPSR_EL1");
  public static final int SPSR_EL2 = SystemRegisters.index("SPSR_EL2");
  public static final int ESR_EL1 = SystemRegisters.index("ESR_EL1");
  public static final int ESR_EL2 = SystemRegisters.index("ESR_EL2");
  public static final int FAR_EL1 = SystemRegisters.index("FAR_EL1");
  public static final int FAR_EL2 = SystemRegisters.index("FAR_EL2");
  public static final int HCR_EL2 = SystemRegisters.index("HCR_EL2");
  public static final int CNTFRQ_EL0 = SystemRegisters.index("CNTFRQ_EL0");
  public static final int CNTVOFF_EL2 = SystemRegisters.index("CNTVOFF_EL2");
  public static final int DCZID_EL0 = SystemRegisters.index("DCZID_EL0");

  public static final long HCR_TGE = 1L << 27;
  public static final long HCR_HCD = 1L << 29;
  public static final long HCR_E2H = 1L << 34;
  public static final long HCR_APK = 1L << 40;
  public static final long HCR_API = 1L << 41;
  public static final long HCR_ATA = 1L << 56;

  public static final long SCTLR_A = 1L << 1;
  public static final long SCTLR_ENRCTX = 1L << 10;
  public static final long SCTLR_ENDB = 1L << 13;
  public static final long SCTLR_DZE = 1L << 14;
  public static final long SCTLR_UCT = 1L << 15;
  public static final long SCTLR_SPAN = 1L << 23;
  public static final long SCTLR_UCI = 1L << 26;
  public static final long SCTLR_ENDA = 1L << 27;
  public static final long SCTLR_ENIB = 1L << 30;
  public static final long SCTLR_ENIA = 1L << 31;
  public static final long SCTLR_BT0 = 1L << 35;
  public static final long SCTLR_BT1 = 1L << 36;
  public static final long SCTLR_TCF = 3L << 40;
  public static final long SCTLR_ATA0 = 1L << 42;
  public static final long SCTLR_ATA = 1L << 43;
  public static final long SCTLR_DSSBS = 1L << 44;

  private Sys() {}
}

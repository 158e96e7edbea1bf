// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.earlymap.a64.decode.Sys;
import org.earlymap.a64.decode.SystemRegister;
import org.earlymap.a64.decode.SystemRegisters;
import org.jspecify.annotations.Nullable;

/** MRS and MSR: which register an encoding means at this exception level, and what happens. */
final class SystemAccess {
  /** What has an EL1 name that means the register of EL2 there while HCR_EL2.E2H is set. */
  private static final Set<String> RENAMED =
      Set.of(
          "SCTLR",
          "SCTLR2",
          "ZCR",
          "TRFCR",
          "SMCR",
          "TTBR0",
          "TTBR1",
          "TCR",
          "TCR2",
          "SPSR",
          "ELR",
          "AFSR0",
          "AFSR1",
          "ESR",
          "FAR",
          "PMSCR",
          "MAIR",
          "PIRE0",
          "PIR",
          "POR",
          "AMAIR",
          "VBAR",
          "CONTEXTIDR",
          "SCXTNUM",
          "TFSR",
          "GCSCR",
          "GCSPR");

  /** The registers whose meaning is code; the others are {@link #NONE}. */
  private enum Special {
    NONE,
    SP_EL0,
    SP_EL1,
    SPSEL,
    CURRENTEL,
    PAN,
    UAO,
    DIT,
    TCO,
    SSBS,
    NZCV,
    DAIF,
    DCZID_EL0,
    RNDR,
    RNDRRS,
    CNTPCT_EL0,
    CNTPCTSS_EL0,
    CNTVCT_EL0,
    CNTVCTSS_EL0,
    HCR_EL2,
    ICC_SRE_EL2,
    OSLSR_EL1,
    OSLAR_EL1,
    PMCR_EL0;

    static Special of(String name) {
      for (Special special : values()) {
        if (special.name().equals(name.toUpperCase(Locale.ROOT))) {
          return special;
        }
      }
      return NONE;
    }
  }

  /** What HCR_EL2.TVM and TRVM are about. */
  private static final Set<String> TRANSLATION =
      Set.of(
          "SCTLR_EL1",
          "TTBR0_EL1",
          "TTBR1_EL1",
          "TCR_EL1",
          "TCR2_EL1",
          "ESR_EL1",
          "FAR_EL1",
          "AFSR0_EL1",
          "AFSR1_EL1",
          "MAIR_EL1",
          "AMAIR_EL1",
          "CONTEXTIDR_EL1",
          "PIR_EL1",
          "PIRE0_EL1",
          "POR_EL1");

  /** What HCR_EL2.ATA is about. */
  private static final Set<String> TAGS = Set.of("GCR_EL1", "RGSR_EL1", "TFSR_EL1", "TFSRE0_EL1");

  /** APK and API. */
  private static final long HCR_PAUTH = Sys.HCR_APK | Sys.HCR_API;

  /** The registers of keys, bits 15:0 of their encodings without op2: CRn 2, CRm 1 to 3. */
  private static final int FIRST_KEY = 0xc108;

  private static final int LAST_KEY = 0xc119;

  /** ATA, DCT and TID5. */
  private static final long HCR_TAGS = 7L << 56;

  private static final long HCR_TID3 = 1L << 18;
  private static final long HCR_TVM = 1L << 26;
  private static final long HCR_TRVM = 1L << 30;
  private static final int EL12 = 5;

  /** ITFSB, TCF0, TCF, ATA0 and ATA. */
  private static final long SCTLR_TAGS = 0x7fL << 37;

  private static final long SRE_BITS = 0xf;

  private final Cpu cpu;
  private final CpuState state;
  private final int[] renamed = new int[SystemRegisters.count()];
  private final long[] fixed = new long[SystemRegisters.count()];
  private final boolean[] absent = new boolean[SystemRegisters.count()];
  private final Special[] specials = new Special[SystemRegisters.count()];
  private long randomState;

  SystemAccess(Cpu cpu) {
    this.cpu = cpu;
    this.state = cpu.state;
    for (SystemRegister register : SystemRegisters.all()) {
      renamed[register.index()] = renamedTo(register);
      absent[register.index()] =
          !register.feature().isEmpty() && !cpu.has(Feature.valueOf(register.feature()));
      specials[register.index()] = Special.of(register.name());
      fixed[register.index()] = cpu.profile.get(register.name().toUpperCase(Locale.ROOT));
    }
    randomState = cpu.profile.randomSeed().orElse(0);
  }

  private static int renamedTo(SystemRegister register) {
    String name = register.name();
    Optional<SystemRegister> other = Optional.empty();
    if (name.equals("CPACR_EL1")) {
      other = SystemRegisters.named("CPTR_EL2");
    } else if (name.equals("CNTKCTL_EL1")) {
      other = SystemRegisters.named("CNTHCTL_EL2");
    } else if (name.startsWith("CNTP_") || name.startsWith("CNTV_")) {
      other =
          SystemRegisters.named(
              "CNTH" + name.substring(3, 4) + name.substring(4, name.length() - 1) + "2");
    } else if (name.endsWith("_EL1") && RENAMED.contains(name.substring(0, name.length() - 4))) {
      other = SystemRegisters.named(name.substring(0, name.length() - 1) + "2");
    }
    return other.map(SystemRegister::index).orElse(register.index());
  }

  /** MRS. */
  long read(int encoding, int rt) {
    SystemRegister register = find(encoding, true);
    if (register == null) {
      return 0;
    }
    trapToHypervisor(register, encoding, true, rt);
    int index = physical(register, encoding);
    return switch (register.access()) {
      case RW, REGIME -> state.system[index];
      case RO -> identification(register);
      case RAZ -> 0;
      case SPECIAL -> special(register);
    };
  }

  /** MSR. */
  void write(int encoding, long value, int rt) {
    SystemRegister register = find(encoding, false);
    if (register == null) {
      return;
    }
    trapToHypervisor(register, encoding, false, rt);
    int index = physical(register, encoding);
    switch (register.access()) {
      case RW -> state.system[index] = value;
      case REGIME -> {
        state.system[index] =
            index == Sys.SCTLR_EL1 || index == Sys.SCTLR_EL2 ? sctlr(value) : value;
        cpu.translationChanged();
      }
      case RO -> throw cpu.undefined();
      case RAZ -> {}
      case SPECIAL -> writeSpecial(register, value);
    }
  }

  /** {@code value} without the bits of allocation tags where there are none. */
  private long sctlr(long value) {
    return cpu.has(Feature.MTE2) ? value : value & ~SCTLR_TAGS;
  }

  /** The register of an encoding; null where it reads as zero and ignores what is written. */
  private @Nullable SystemRegister find(int encoding, boolean read) {
    int op1 = encoding >>> 11 & 7;
    SystemRegister register = SystemRegisters.encoded(encoding);
    if (register == null && op1 == EL12 && state.el == 2 && hasNamesOfHost()) {
      register = behindAlias(encoding);
    }
    if (register == null) {
      boolean debug = encoding >>> 14 == 2;
      boolean identification = (encoding & 0xff80) == 0xc000 && read;
      if ((debug || identification) && state.el > 0) {
        return null;
      }
      throw cpu.unimplemented((read ? "MRS " : "MSR ") + SystemRegisters.genericName(encoding));
    }
    if (absent[register.index()] || state.el < (op1 == EL12 ? 2 : register.lowestLevel())) {
      throw cpu.undefined();
    }
    return register;
  }

  /** HCR_EL2.TVM, TRVM, TID3, APK and ATA: what EL1 does with registers may be for EL2 to see. */
  private void trapToHypervisor(SystemRegister register, int encoding, boolean read, int rt) {
    if (state.el != 1 || cpu.profile.highestEl() < 2) {
      return;
    }
    long hcr = state.system[Sys.HCR_EL2];
    boolean translation = (hcr & (read ? HCR_TRVM : HCR_TVM)) != 0;
    boolean identification = (hcr & HCR_TID3) != 0 && (encoding & 0xff80) == 0xc000;
    boolean key = encoding >= FIRST_KEY && encoding <= LAST_KEY && (hcr & Sys.HCR_APK) == 0;
    boolean tag = (hcr & Sys.HCR_ATA) == 0 && TAGS.contains(register.name());
    if (key
        || tag
        || (translation && TRANSLATION.contains(register.name()))
        || (identification && (encoding >>> 3 & 15) > 0)) {
      throw cpu.fault.trapped(Exceptions.EC_SYSTEM, Exceptions.systemSyndrome(encoding, read, rt));
    }
  }

  /** What {@code _EL12} and {@code _EL02} mean. */
  private static @Nullable SystemRegister behindAlias(int encoding) {
    int plain = encoding & ~(7 << 11);
    SystemRegister el1 = SystemRegisters.encoded(plain);
    return el1 != null ? el1 : SystemRegisters.encoded(plain | 3 << 11);
  }

  /** HCR_EL2.E2H: at EL2 the names of EL1's registers are those of EL2's. */
  private boolean hasNamesOfHost() {
    return (state.system[Sys.HCR_EL2] & Sys.HCR_E2H) != 0;
  }

  /** Where the value is kept. */
  private int physical(SystemRegister register, int encoding) {
    boolean alias = (encoding >>> 11 & 7) == EL12;
    return state.el == 2 && !alias && hasNamesOfHost()
        ? renamed[register.index()]
        : register.index();
  }

  private long identification(SystemRegister register) {
    if (state.el == 1 && cpu.profile.highestEl() == 2) {
      if (register.index() == Sys.MIDR_EL1) {
        return state.system[Sys.VPIDR_EL2];
      }
      if (register.index() == Sys.MPIDR_EL1) {
        return state.system[Sys.VMPIDR_EL2];
      }
    }
    return fixed[register.index()];
  }

  private long special(SystemRegister register) {
    return switch (specials[register.index()]) {
      case SP_EL0 -> {
        requireOtherStack();
        yield state.system[CpuState.SP_EL0];
      }
      case SP_EL1 -> state.system[CpuState.SP_EL1];
      case SPSEL -> state.spSelected ? 1 : 0;
      case CURRENTEL -> (long) state.el << 2;
      case PAN -> state.pan ? 1L << 22 : 0;
      case UAO -> state.uao ? 1L << 23 : 0;
      case DIT -> state.dit ? 1L << 24 : 0;
      case TCO -> state.tco ? 1L << 25 : 0;
      case SSBS -> state.ssbs ? 1L << 12 : 0;
      case NZCV -> (long) state.nzcv << 28;
      case DAIF -> (long) state.daif << 6;
      case DCZID_EL0 -> fixed[register.index()] | (zeroingProhibited() ? 1L << 4 : 0);
      case RNDR, RNDRRS -> random();
      case CNTPCT_EL0, CNTPCTSS_EL0 -> cpu.counter();
      case CNTVCT_EL0, CNTVCTSS_EL0 ->
          cpu.counter() - (state.el == 2 && hasNamesOfHost() ? 0 : state.system[Sys.CNTVOFF_EL2]);
      case HCR_EL2, ICC_SRE_EL2 -> state.system[register.index()];
      case OSLSR_EL1 -> 8;
      case PMCR_EL0 -> cpu.profile.get("PMCR_EL0");
      default -> throw cpu.unimplemented("MRS " + register.name());
    };
  }

  private void writeSpecial(SystemRegister register, long value) {
    switch (specials[register.index()]) {
      case SP_EL0 -> {
        requireOtherStack();
        state.system[CpuState.SP_EL0] = value;
      }
      case SP_EL1 -> state.system[CpuState.SP_EL1] = value;
      case SPSEL -> {
        state.saveSp();
        state.spSelected = (value & 1) != 0;
        state.restoreSp();
        cpu.stackPointer.changed();
      }
      case PAN -> cpu.systemOperations.setPan((value >>> 22 & 1) != 0);
      case UAO -> state.uao = (value >>> 23 & 1) != 0;
      case DIT -> state.dit = (value >>> 24 & 1) != 0;
      case TCO -> state.tco = cpu.has(Feature.MTE2) && (value >>> 25 & 1) != 0;
      case SSBS -> state.ssbs = (value >>> 12 & 1) != 0;
      case NZCV -> state.nzcv = (int) (value >>> 28) & 0xf;
      case DAIF -> state.daif = (int) (value >>> 6) & 0xf;
      case HCR_EL2 -> {
        state.system[register.index()] = value & hypervisorBits();
        cpu.translationChanged();
      }
      case ICC_SRE_EL2 -> state.system[register.index()] = value & SRE_BITS;
      case OSLAR_EL1, PMCR_EL0 -> {}
      default -> throw cpu.unimplemented("MSR " + register.name());
    }
  }

  /** The bits of HCR_EL2 that this CPU has; those of features that are not known are kept. */
  private long hypervisorBits() {
    long bits = -1L;
    bits &= cpu.has(Feature.VHE) ? -1L : ~Sys.HCR_E2H;
    bits &= cpu.has(Feature.PAUTH) ? -1L : ~HCR_PAUTH;
    bits &= cpu.has(Feature.MTE2) ? -1L : ~HCR_TAGS;
    return bits;
  }

  private boolean zeroingProhibited() {
    return state.el == 0 && (cpu.mmu.sctlrValue() & Sys.SCTLR_DZE) == 0;
  }

  /** The stack pointer in use has no name. */
  private void requireOtherStack() {
    if (!state.spSelected) {
      throw cpu.undefined();
    }
  }

  /** RNDR: a number and flags of zero, or zero and Z. */
  private long random() {
    if (!cpu.has(Feature.RNDR)) {
      throw cpu.undefined();
    }
    if (cpu.profile.randomSeed().isEmpty()) {
      state.nzcv = 4;
      return 0;
    }
    state.nzcv = 0;
    randomState += 0x9e37_79b9_7f4a_7c15L;
    long mixed = (randomState ^ randomState >>> 30) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
    return mixed ^ mixed >>> 31;
  }
}

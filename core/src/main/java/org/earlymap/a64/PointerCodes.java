// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import org.earlymap.a64.decode.Sys;
import org.earlymap.a64.decode.SystemRegisters;
import org.earlymap.a64.value.EmulatorCode;
import org.earlymap.a64.value.Qarma;
import org.earlymap.arch.VaHalf;

/**
 * Adds codes to pointers, checks and strips them (Arm ARM D8.10: AddPAC, Auth, Strip), as the CPU's
 * description says which algorithm it has and what it does with a code that is wrong.
 */
final class PointerCodes {
  /** Bit 2 of a key's number says that it is to be checked. */
  static final int AUTHENTICATE = 4;

  private static final int ENHANCED = 2;
  private static final int SECOND_VERSION = 3;
  private static final int FAULTS = 4;
  private static final int FAULTS_COMBINED = 5;

  /** By the key's number: IA, IB, DA, DB. */
  private static final long[] ENABLE = {
    Sys.SCTLR_ENIA, Sys.SCTLR_ENIB, Sys.SCTLR_ENDA, Sys.SCTLR_ENDB
  };

  /** APIAKeyLo_EL1 and on: the low and the high half of IA, IB, DA, DB and GA by turns. */
  private static final int[] KEYS = new int[10];

  private static final int GENERIC = 4;

  static {
    String[] names = {"APIA", "APIB", "APDA", "APDB", "APGA"};
    for (int i = 0; i < names.length; i++) {
      KEYS[2 * i] = SystemRegisters.index(names[i] + "KeyLo_EL1");
      KEYS[2 * i + 1] = SystemRegisters.index(names[i] + "KeyHi_EL1");
    }
  }

  private enum Algorithm {
    QARMA5,
    QARMA3,
    OWN
  }

  private final Cpu cpu;
  private final Algorithm ofAddresses;
  private final Algorithm ofData;
  private final int version;

  PointerCodes(Cpu cpu) {
    this.cpu = cpu;
    CpuProfile profile = cpu.profile;
    int qarma5 = profile.field("ID_AA64ISAR1_EL1", 4);
    int own = profile.field("ID_AA64ISAR1_EL1", 8);
    int qarma3 = profile.field("ID_AA64ISAR2_EL1", 12);
    this.version = Math.max(qarma5, Math.max(own, qarma3));
    this.ofAddresses = algorithm(qarma5, qarma3);
    this.ofData =
        algorithm(profile.field("ID_AA64ISAR1_EL1", 24), profile.field("ID_AA64ISAR2_EL1", 8));
  }

  private static Algorithm algorithm(int qarma5, int qarma3) {
    return qarma5 != 0 ? Algorithm.QARMA5 : qarma3 != 0 ? Algorithm.QARMA3 : Algorithm.OWN;
  }

  /**
   * Adds or checks a code, or leaves the pointer alone where the key is not enabled.
   *
   * @param key 0 to 3: IA, IB, DA, DB; with {@link #AUTHENTICATE} to check
   * @param combined whether the instruction does something else with the pointer as well
   */
  long sign(long pointer, long modifier, int key, boolean combined) {
    if ((cpu.mmu.sctlrValue() & ENABLE[key & 3]) == 0) {
      return pointer;
    }
    requireNotTrapped();
    return (key & AUTHENTICATE) == 0
        ? added(pointer, modifier, key)
        : checked(pointer, modifier, key & 3, combined);
  }

  /** PACGA: a code of any 64 bits, in bits 63:32. */
  long generic(long data, long modifier) {
    requireNotTrapped();
    return compute(ofData, data, modifier, GENERIC) & -1L << 32;
  }

  /** The pointer with its code replaced by what an address has there. */
  long strip(long pointer, boolean data) {
    long code = codeBits(pointer, data);
    return (pointer >>> 55 & 1) != 0 ? pointer | code : pointer & ~code;
  }

  private long added(long pointer, long modifier, int key) {
    boolean data = key >= 2;
    long code = codeBits(pointer, data);
    boolean tagged = (code >>> 63) == 0;
    boolean upper = (tagged ? pointer >>> 55 & 1 : pointer >>> 63) != 0;
    long all = code | 1L << 55;
    long extended = upper ? pointer | all : pointer & ~all;
    long made = compute(ofAddresses, extended, modifier, key);
    boolean canonical = (pointer & all) == 0 || (pointer & all) == all;
    if (version >= SECOND_VERSION) {
      made ^= pointer;
    } else if (!canonical) {
      made = version == ENHANCED ? 0 : made ^ 1L << (tagged ? 54 : 62);
    }
    return (made & code) | (upper ? 1L << 55 : 0) | (pointer & ~all);
  }

  private long checked(long pointer, long modifier, int key, boolean combined) {
    boolean data = key >= 2;
    long code = codeBits(pointer, data);
    long plain = strip(pointer, data);
    long made = compute(ofAddresses, plain, modifier, key);
    if (version >= SECOND_VERSION) {
      long result = pointer ^ (made & code);
      long wanted = (result >>> 55 & 1) != 0 ? code : 0;
      if (version >= (combined ? FAULTS_COMBINED : FAULTS) && (result & code) != wanted) {
        throw cpu.fault.other(Exceptions.EC_FPAC, key);
      }
      return result;
    }
    if (((made ^ pointer) & code) == 0) {
      return plain;
    }
    int at = (code >>> 63) == 0 ? 53 : 61;
    long error = (key & 1) == 0 ? 1 : 2;
    return (plain & ~(3L << at)) | error << at;
  }

  /** Where a code lies in {@code pointer}: from the last bit that is translated on, not bit 55. */
  private long codeBits(long pointer, boolean data) {
    VaHalf half = cpu.mmu.halfOf(pointer);
    long bits = -1L << cpu.mmu.addressBits(half) & ~(1L << 55);
    return cpu.mmu.topByteIgnored(half, data) ? bits & -1L >>> 8 : bits;
  }

  private long compute(Algorithm algorithm, long data, long modifier, int key) {
    long low = cpu.state.system[KEYS[2 * key]];
    long high = cpu.state.system[KEYS[2 * key + 1]];
    return algorithm == Algorithm.OWN
        ? EmulatorCode.code(data, modifier, high, low)
        : Qarma.code(data, modifier, high, low, algorithm == Algorithm.QARMA3);
  }

  /** HCR_EL2.API: EL2 may want to see who uses a key. */
  private void requireNotTrapped() {
    boolean allowed = (cpu.state.system[Sys.HCR_EL2] & Sys.HCR_API) != 0;
    if (cpu.profile.highestEl() == 2 && !cpu.state.isOfEl2() && !allowed) {
      throw cpu.fault.trapped(Exceptions.EC_PAUTH, 0);
    }
  }
}

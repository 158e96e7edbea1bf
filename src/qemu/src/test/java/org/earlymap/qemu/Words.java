// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

/**
 * What has to be known of an instruction's word in order to execute it in an oracle (Arm ARM C4.1),
 * written without a look at the project's own decoder.
 */
final class Words {
  private static final int NZCV = 0x1_a210;
  private static final int DCZID = 0x1_9807;
  private static final int CTR = 0x1_9801;
  private static final int SECOND = 31 << 10;
  private static final int STATUS = 31 << 16;

  private Words() {}

  /**
   * Whether it would do something in user mode that no register state shows: calls of the system or
   * the debugger, waiting, counters, random numbers, registers that outlive a record.
   */
  static boolean isLeftOut(int word) {
    boolean exception = (word & 0xff00_0000) == 0xd400_0000 && (word & 0x00e0_001f) != 0x0020_0000;
    boolean waiting = (word & 0xffff_ffdf) == 0xd503_205f || (word & 0xffff_ffc0) == 0xd503_1000;
    boolean vector = (word & 0x0e00_0000) == 0x0e00_0000 || (word & 0x1e00_0000) == 0x0400_0000;
    boolean vectorAccess = (word & 0x0a00_0000) == 0x0800_0000 && (word & 1 << 26) != 0;
    return exception || waiting || vector || vectorAccess || isOtherRegister(word);
  }

  /** MRS, MSR and system instructions but those that a program may use, and that do not count. */
  private static boolean isOtherRegister(int word) {
    boolean register = (word & 0xffd0_0000) == 0xd510_0000;
    int encoding = (word >>> 5 & 0xffff) | 1 << 16;
    boolean known = encoding == NZCV || encoding == DCZID || encoding == CTR;
    boolean flags = (word & 0xffff_ff1f) == 0xd500_401f && (word >>> 5 & 7) < 3;
    boolean pstate = (word & 0xfff8_f01f) == 0xd500_401f && !flags;
    boolean system = (word & 0xffd8_0000) == 0xd508_0000;
    boolean zero = (word & 0xffff_ffe0) == 0xd50b_7420;
    return (register && !known) || pstate || (system && !zero);
  }

  /**
   * Whether the Arm ARM leaves its result to the implementation: for want of different registers,
   * or of a field that should be ones.
   */
  static boolean isUnpredictable(int word) {
    int t = word & 31;
    int n = word >>> 5 & 31;
    int t2 = word >>> 10 & 31;
    int s = word >>> 16 & 31;
    if (isLoadAcquirePc(word) && s != 31) {
      return true;
    }
    if (word != withOnes(word)) {
      return true;
    }
    boolean pair = (word & 0x3e00_0000) == 0x2800_0000;
    boolean pairLoad = pair && (word & 1 << 22) != 0;
    boolean pairWriteback = pair && (word & 1 << 23) != 0;
    if ((pairLoad && t == t2) || (pairWriteback && n != 31 && (t == n || t2 == n))) {
      return true;
    }
    boolean single = (word & 0x3f20_0400) == 0x3800_0400;
    if (single && n != 31 && t == n) {
      return true;
    }
    boolean exclusive = (word & 0x3f80_0000) == 0x0800_0000;
    boolean compare = (word & 1 << 21) != 0 && word >= 0;
    boolean two = (word & 1 << 21) != 0;
    if (!exclusive || compare) {
      return false;
    }
    boolean load = (word & 1 << 22) != 0;
    return load ? two && t == t2 : s == t || (two && s == t2) || (s == n && n != 31);
  }

  /**
   * {@code word} with all ones in the fields that name no register and should be ones: of SMULH and
   * UMULH, and of exclusive and ordered accesses.
   */
  static int withOnes(int word) {
    if ((word & 0xff60_8000) == 0x9b40_0000) {
      return word | SECOND;
    }
    if ((word & 0x3f00_0000) != 0x0800_0000) {
      return word;
    }
    boolean ordered = (word & 1 << 23) != 0;
    boolean load = (word & 1 << 22) != 0;
    boolean two = (word & 1 << 21) != 0;
    if (two && (ordered || word >= 0)) {
      return word | SECOND;
    }
    return word | (two ? 0 : SECOND) | (load || ordered ? STATUS : 0);
  }

  /** STP and STNP. */
  static boolean isStorePair(int word) {
    return (word & 0x3e40_0000) == 0x2800_0000;
  }

  /** B, BL, B.cond, CBZ, CBNZ, TBZ, TBNZ. */
  static boolean isBranch(int word) {
    return branchReach(word) != 0;
  }

  /** How far such a branch reaches, in bytes; 0 for any other instruction. */
  static long branchReach(int word) {
    if ((word & 0x7c00_0000) == 0x1400_0000) {
      return 1 << 27;
    }
    if ((word & 0xfe00_0000) == 0x5400_0000 || (word & 0x7e00_0000) == 0x3400_0000) {
      return 1 << 20;
    }
    return (word & 0x7e00_0000) == 0x3600_0000 ? 1 << 15 : 0;
  }

  static int withBranchOffset(int word, long bytes) {
    int words = (int) (bytes >> 2);
    long reach = branchReach(word);
    if (reach == 1 << 27) {
      return (word & 0xfc00_0000) | (words & 0x03ff_ffff);
    }
    return reach == 1 << 20
        ? (word & 0xff00_001f) | (words & 0x7_ffff) << 5
        : (word & 0xfff8_001f) | (words & 0x3fff) << 5;
  }

  /** BR, BLR, RET and what else branches to a register. */
  static boolean isBranchToRegister(int word) {
    return (word & 0xfe00_0000) == 0xd600_0000;
  }

  /** LDR (literal), LDRSW (literal). */
  static boolean isLiteral(int word) {
    return (word & 0x3b00_0000) == 0x1800_0000;
  }

  static int withLiteralOffset(int word, long bytes) {
    return (word & 0xff00_001f) | ((int) (bytes >> 2) & 0x7_ffff) << 5;
  }

  /** A load or a store with a base register, or DC ZVA. */
  static boolean isMemoryAccess(int word) {
    return (word & 0x0a00_0000) == 0x0800_0000;
  }

  static boolean hasRegisterOffset(int word) {
    return (word & 0x3b20_0c00) == 0x3820_0800;
  }

  /** LDAPR. */
  static boolean isLoadAcquirePc(int word) {
    return (word & 0x3fe0_fc00) == 0x38a0_c000;
  }

  /** STXR, STLXR, STXP, STLXP. */
  static boolean isStoreExclusive(int word) {
    boolean exclusive = (word & 0x3fc0_0000) == 0x0800_0000;
    return exclusive && ((word & 1 << 21) == 0 || word < 0);
  }

  /** Whether there are exclusive accesses of different sizes. */
  static boolean mixesExclusives(int... words) {
    int met = -1;
    for (int word : words) {
      boolean exclusive =
          (word & 0x3f80_0000) == 0x0800_0000 && ((word & 1 << 21) == 0 || word < 0);
      int size = word >>> 30 << 1 | (word >>> 21 & 1);
      if (exclusive && met >= 0 && met != size) {
        return true;
      }
      met = exclusive ? size : met;
    }
    return false;
  }

  /** What is added to the base register for the access, as far as it is of a common form. */
  static long accessOffset(int word, long[] x) {
    int size = word >>> 30;
    if ((word & 0x3b00_0000) == 0x3900_0000) {
      return (long) (word >>> 10 & 0xfff) << size;
    }
    if (hasRegisterOffset(word)) {
      int m = word >>> 16 & 31;
      return (m == 31 ? 0 : x[m]) << ((word & 1 << 12) != 0 ? size : 0);
    }
    boolean post = (word & 0x3b20_0c00) == 0x3800_0400;
    if ((word & 0x3b20_0000) == 0x3800_0000 || (word & 0x3f20_0c00) == 0x1900_0000) {
      return post ? 0 : (long) (word << 11) >> 23;
    }
    if ((word & 0x3e00_0000) == 0x2800_0000) {
      boolean postPair = (word & 0x0180_0000) == 0x0080_0000;
      return postPair ? 0 : (long) (word << 10 >> 25) << (word < 0 ? 3 : 2);
    }
    return 0;
  }
}

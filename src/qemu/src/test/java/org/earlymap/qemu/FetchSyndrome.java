// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import org.earlymap.arch.FaultType;
import org.earlymap.arch.RegimeKind;

/**
 * What a fetch leads to: the exception, and the level that takes it (Arm ARM D24.2.40, ESR_ELx).
 *
 * @param outcome {@code executes} where the word is SVC, {@code has no code} where the fetch is
 *     allowed and other memory or none answers, else {@code faults}
 * @param takenAt the exception level that takes it, 1 to 3; 0 where there is no code
 * @param lower whether it came from a lower exception level
 * @param status the fault status code and S1PTW, bits 5:0 and 7
 */
record FetchSyndrome(String outcome, int takenAt, boolean lower, int status) {
  private static final String EXECUTES = "executes";
  private static final String FAULTS = "faults";
  private static final FetchSyndrome NO_CODE = new FetchSyndrome("has no code", 0, false, 0);

  private static final int CLASS_SHIFT = 26;
  private static final int SVC = 0x15;
  private static final int ABORT_FROM_LOWER = 0x20;
  private static final int ABORT = 0x21;
  private static final int STATUS = 0xbf;
  private static final int STATUS_CODE = 0x3f;
  private static final int ON_WALK = 1 << 7;
  private static final int EXTERNAL = 0x10;

  /**
   * What must come of a fetch.
   *
   * @param el0 whether EL0 fetches, else the exception level of {@code kind}
   */
  static FetchSyndrome of(ProbedTranslation found, RegimeKind kind, boolean el0) {
    int level =
        switch (kind) {
          case EL1, STAGE2, STAGE2_FWB -> 1;
          case EL2 -> 2;
          case EL3 -> 3;
        };
    if (found.fault().isEmpty()) {
      return PlanProbe.CODE.contains(found.pa())
          ? new FetchSyndrome(EXECUTES, level, false, 0)
          : NO_CODE;
    }
    FaultType fault = found.fault().get();
    int status = fault.statusCode(found.level()) | (found.onWalk() ? ON_WALK : 0);
    boolean lower = el0 || found.inStage2();
    return new FetchSyndrome(FAULTS, found.inStage2() ? 2 : level, lower, status);
  }

  /** A syndrome as the probe notes it: the level in bits 63:60, below them ESR_ELx. */
  static FetchSyndrome read(long noted) {
    int level = (int) (noted >>> 60);
    int type = (int) (noted >>> CLASS_SHIFT) & 0x3f;
    if (type == SVC) {
      return new FetchSyndrome(EXECUTES, level, false, 0);
    }
    boolean abort = type == ABORT || type == ABORT_FROM_LOWER;
    if (!abort || (noted & STATUS_CODE) == EXTERNAL) {
      return NO_CODE;
    }
    return new FetchSyndrome(FAULTS, level, type == ABORT_FROM_LOWER, (int) noted & STATUS);
  }
}

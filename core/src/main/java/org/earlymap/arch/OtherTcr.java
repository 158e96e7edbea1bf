// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * TCR_EL2 (with E2H = 0), TCR_EL3 and VTCR_EL2, whose fields mean what those of TCR_EL1 mean for
 * the lower half and lie elsewhere (Arm ARM D24.2). A walk is told of them in TCR_EL1's places.
 */
public final class OtherTcr {
  private static final int PS_SHIFT = 16;
  private static final long LOW_FIELDS = 0xff3fL;
  private static final long HA = 1L << 21;
  private static final long HD = 1L << 22;
  private static final long HPD = 1L << 24;
  private static final long TBI = 1L << 20;
  private static final long DS = 1L << 32;
  private static final long RES1 = 1L << 31 | 1L << 23;
  private static final long VTCR_RES1 = 1L << 31;
  private static final int SL0_SHIFT = 6;
  private static final long SL2 = 1L << 33;

  private OtherTcr() {}

  /** The register of {@code kind} in TCR_EL1's places; TTBR1 is not walked. */
  public static Tcr toEl1(RegimeKind kind, long value) {
    long tcr = (value & LOW_FIELDS) | Tcr.EPD1 | (value >>> PS_SHIFT & 7) << Tcr.IPS_SHIFT;
    tcr |= (value & HA) != 0 ? Tcr.HA : 0;
    tcr |= (value & HD) != 0 ? Tcr.HD : 0;
    tcr |= (value & DS) != 0 ? Tcr.DS : 0;
    if (!kind.isStage2()) {
      tcr |= (value & HPD) != 0 ? Tcr.HPD0 : 0;
      tcr |= (value & TBI) != 0 ? Tcr.TBI0 : 0;
    }
    return new Tcr(tcr);
  }

  /**
   * The register of {@code kind} that says what {@code tcr} says in TCR_EL1's places.
   *
   * @param regime how its tables are read; stage 2's register has the level at which walks start
   */
  public static long ofEl1(RegimeKind kind, Tcr tcr, TranslationRegime regime) {
    long value = (tcr.value() & LOW_FIELDS) | (long) tcr.ips() << PS_SHIFT;
    value |= tcr.hardwareAccessFlag() ? HA : 0;
    value |= (tcr.value() & Tcr.HD) != 0 ? HD : 0;
    value |= tcr.ds() ? DS : 0;
    if (kind.isStage2()) {
      return value | VTCR_RES1 | startLevel(regime);
    }
    value |= tcr.hierarchicalOff(VaHalf.LOWER) ? HPD : 0;
    value |= tcr.topByteIgnored(VaHalf.LOWER) ? TBI : 0;
    return value | RES1;
  }

  /** SL0 and SL2 of VTCR_EL2: at which level walks start; the encoding hangs on the granule. */
  private static long startLevel(TranslationRegime regime) {
    int level = regime.rootLevel();
    if (regime.granule() == Granule.SIZE_4K) {
      return switch (level) {
        case -1 -> SL2;
        case 3 -> 3L << SL0_SHIFT;
        default -> (2L - level) << SL0_SHIFT;
      };
    }
    return (3L - level) << SL0_SHIFT;
  }
}

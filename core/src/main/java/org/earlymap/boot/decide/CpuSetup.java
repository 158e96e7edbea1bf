// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import java.util.Optional;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.config.Kasan;
import org.earlymap.config.KernelConfig;
import org.earlymap.cpu.feature.AddressSizes;
import org.earlymap.cpu.feature.CpuFeatures;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/** The registers as {@code __cpu_setup} in {@code arch/arm64/mm/proc.S} programs them. */
public final class CpuSetup {
  /** The initial ID map always has 48 address bits. */
  public static final int IDMAP_VA_BITS = 48;

  /** ID_AA64MMFR1_EL1.HAFDBS: the hardware manages dirty state. */
  private static final int DIRTY_STATE = 2;

  private static final long SCTLR_MMU_OFF = 0x3050_0800L;
  private static final long SCTLR_MMU_ON = 0x0200_0020_34f4_d91dL;
  private static final long SCTLR_BIG_ENDIAN = 0x0300_0000L;
  private static final long SCTLR_WXN = 1L << 19;

  /** SCTLR_EL1.ITFSB, which reads as zero without FEAT_MTE2. */
  private static final long SCTLR_ITFSB = 1L << 37;

  private final KernelConfig config;
  private final KernelTraits traits;
  private final CpuFeatures features;
  private final AddressSizes sizes;
  private final Optional<IndirectPermissions> indirect;

  public CpuSetup(BootEnvironment environment) {
    this.config = environment.kernel().config();
    this.traits = environment.kernel().traits();
    this.features = environment.decisions().features();
    this.sizes = environment.decisions().sizes();
    this.indirect = PermissionIndirection.of(environment);
  }

  /** The registers when {@code __cpu_setup} returns: the MMU is off, the bases are not set. */
  public TranslationRegisters mmuOff() {
    long endian = config.bigEndian() ? SCTLR_BIG_ENDIAN : 0;
    return new TranslationRegisters(
        initialTcr(),
        Mair.LINUX,
        new Sctlr(SCTLR_MMU_OFF | endian),
        Optional.empty(),
        Optional.empty(),
        indirect);
  }

  /** SCTLR_EL1 with the MMU on. */
  public Sctlr sctlrMmuOn(boolean writableImpliesExecuteNever) {
    long sctlr = SCTLR_MMU_ON;
    if (config.bigEndian()) {
      sctlr |= SCTLR_BIG_ENDIAN;
    }
    if (writableImpliesExecuteNever) {
      sctlr |= SCTLR_WXN;
    }
    return new Sctlr(features.hasMte2() ? sctlr : sctlr & ~SCTLR_ITFSB);
  }

  /** TCR_EL1 before it is known whether the CPU has 52-bit addresses. */
  private Tcr initialTcr() {
    long bits =
        Tcr.WALKS_WRITE_BACK_INNER_SHAREABLE
            | Tcr.granuleBits(config.granule())
            | Tcr.A1
            | Tcr.AS
            | Tcr.TBI0;
    if (config.randomizeBase() && !clearsNfd()) {
      bits |= Tcr.NFD1;
    }
    boolean tags = config.isSet("ARM64_MTE");
    if (tags || config.kasan() == Kasan.HW_TAGS || config.kasan() == Kasan.SW_TAGS) {
      bits |= Tcr.TBI1 | Tcr.TBID1;
    }
    if (config.kasan() == Kasan.HW_TAGS || (tags && traits.has(Trait.MTE_TCMA1))) {
      bits |= Tcr.TCMA1;
    }
    if (config.isSet("ARM64_HW_AFDBM") && features.hafdbs() != 0) {
      bits |= Tcr.HA;
    }
    return new Tcr(bits)
        .withT0sz(64 - IDMAP_VA_BITS)
        .withT1sz(64 - config.vaBitsMin())
        .withIps(sizes.initialIps());
  }

  private boolean clearsNfd() {
    return config.isSet("FUJITSU_ERRATUM_010001") && features.isFujitsu010001();
  }

  /** {@code set_ttbr0_for_lpa2}: DS, and from 6.12.14 on IPS anew from the whole PARange. */
  public Tcr withDs(Tcr tcr) {
    return tcr.with(Tcr.DS).withIps(sizes.ips());
  }

  /**
   * {@code cpu_enable_hw_dbm}, which runs once the boot CPU's features are known: HD, where the CPU
   * manages dirty state and the build lets it.
   */
  public Tcr withDirtyState(Tcr tcr) {
    boolean marks = config.isSet("ARM64_HW_AFDBM") && features.hafdbs() >= DIRTY_STATE;
    return marks ? tcr.with(Tcr.HD) : tcr;
  }

  /** {@code phys_to_ttbr}: where PA bits 51:48 are, if the build has any. */
  public Ttbr ttbr(long pa) {
    return config.paBits() == 48 ? new Ttbr(pa) : Ttbr.of(pa);
  }

  /** {@code offset_ttbr1}: a 64K, 52-bit build on 48 bits starts at the last 64 root entries. */
  public Ttbr ttbr1(long pa, Tcr tcr) {
    return new Ttbr(ttbr(pa).value() | ttbr1Offset(tcr));
  }

  /** What {@link #ttbr1} adds: zero, or TTBR1_BADDR_4852_OFFSET. */
  public long ttbr1Offset(Tcr tcr) {
    boolean shortened =
        config.vaBits() == 52 && !config.lpa2() && tcr.t1sz() == 64 - config.vaBitsMin();
    if (!shortened) {
      return 0;
    }
    TranslationRegime full = config.regime(config.vaBits());
    TranslationRegime least = config.regime(config.vaBitsMin());
    return full.rootBytes() - least.rootBytes();
  }
}

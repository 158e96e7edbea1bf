// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.table.TableRoot;

/** The registers that translate by a plan's tables. */
final class PlanRegisters {
  /** SCTLR_EL1's bits that are 1 on a CPU without the features that gave them a meaning. */
  private static final long SCTLR_EL1_RES1 = 0x30d0_0800L;

  private static final long SCTLR_RES1 = 0x30c5_0830L;
  private static final long WALKS = 0x3500L;
  private static final int UPPER_SHIFT = 16;

  private PlanRegisters() {}

  /** The byte order of descriptors. */
  static ByteOrder order(PlanSpace space) {
    return space.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** Those with the MMU and caches on, walks write-back and inner shareable. */
  static TranslationRegisters of(PlanSpace space, PlanPolicy policy, List<TableRoot> roots) {
    RegimeKind kind = space.kind();
    Optional<Ttbr> lower = base(roots, VaHalf.LOWER);
    Optional<Ttbr> upper = base(roots, VaHalf.UPPER);
    long sctlr = kind == RegimeKind.EL1 ? SCTLR_EL1_RES1 : SCTLR_RES1;
    sctlr |= space.bigEndian() ? Sctlr.EE : 0;
    if (!kind.isStage2()) {
      sctlr |= Sctlr.M | Sctlr.C | Sctlr.I | (policy.writableAndExecutable() ? 0 : Sctlr.WXN);
    }
    return new TranslationRegisters(
        tcr(space, lower.isPresent(), upper.isPresent()),
        RegionMemory.MAIR,
        new Sctlr(sctlr),
        lower,
        upper,
        Optional.empty(),
        kind);
  }

  private static Tcr tcr(PlanSpace space, boolean lower, boolean upper) {
    int size = Long.SIZE - space.vaBits().orElseThrow();
    long both = WALKS | WALKS << UPPER_SHIFT | Tcr.granuleBits(space.granule());
    boolean ds = space.format() == DescriptorFormat.LPA2;
    return new Tcr(both | (lower ? 0 : Tcr.EPD0) | (upper ? 0 : Tcr.EPD1) | (ds ? Tcr.DS : 0))
        .withT0sz(size)
        .withT1sz(size)
        .withIps(space.encodedPaBits());
  }

  private static Optional<Ttbr> base(List<TableRoot> roots, VaHalf half) {
    return roots.stream()
        .filter(root -> root.half() == half)
        .findFirst()
        .map(root -> Ttbr.of(root.pa()));
  }
}

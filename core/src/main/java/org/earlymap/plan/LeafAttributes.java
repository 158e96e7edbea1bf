// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.OptionalLong;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.earlymap.arch.Stage2Attributes;

/** The attribute bits of a leaf, for what is asked of a region. */
final class LeafAttributes {
  private static final int EL1_READ_WRITE = Rights.EL1_READ | Rights.EL1_WRITE;
  private static final int EXECUTE = Rights.EL1_EXECUTE | Rights.EL0_EXECUTE;

  private final PlanSpace space;

  LeafAttributes(PlanSpace space) {
    this.space = space;
  }

  /**
   * Everything of a leaf but its type, its address and the contiguous hint.
   *
   * @throws PlanException where the regime has no such leaf
   */
  long of(PlanRegion.Attributes asked, String name) {
    RegimeKind kind = space.kind();
    OptionalLong access =
        kind.isStage2()
            ? stage2(asked.rights())
            : kind.hasOnePrivilege() ? onePrivilege(asked.rights()) : el1(asked.rights());
    if (access.isEmpty()) {
      throw new PlanException(
          name
              + ": "
              + kind.label()
              + " has no leaf that allows exactly "
              + kind.describe(asked.rights())
              + (kind.hasOnePrivilege() && (asked.rights() & Rights.EL0) != 0
                  ? " and EL0 " + Rights.unprivileged(asked.rights())
                  : ""));
    }
    if (asked.nonSecure() && kind != RegimeKind.EL3) {
      throw new PlanException(name + ": only EL3 chooses between secure and non-secure addresses");
    }
    if (kind.isStage2() && (asked.guarded() || !asked.global())) {
      throw new PlanException(name + ": stage 2 has neither guarded nor non-global leaves");
    }
    if (kind.hasOnePrivilege() && !asked.global()) {
      throw new PlanException(name + ": " + kind.label() + " has no ASIDs, all is global");
    }
    long bits = access.getAsLong() | Descriptor.AF | memory(asked.memory(), name);
    bits |= asked.global() ? 0 : Descriptor.NG;
    bits |= asked.guarded() ? Descriptor.GP : 0;
    return bits | (asked.nonSecure() ? Descriptor.NS : 0);
  }

  private long memory(RegionMemory memory, String name) {
    long shared =
        space.format().shareabilityIsInTcr()
            ? 0
            : memory.isCached() ? Descriptor.SH_INNER : Descriptor.SH_OUTER;
    if (!space.kind().isStage2()) {
      return shared | (long) memory.index() << Descriptor.ATTR_INDEX_SHIFT;
    }
    try {
      boolean forced = space.kind() == RegimeKind.STAGE2_FWB;
      return shared | Stage2Attributes.ofType(memory.type(), forced);
    } catch (IllegalArgumentException e) {
      throw new PlanException(name + ": " + e.getMessage(), e);
    }
  }

  private static OptionalLong el1(int rights) {
    boolean writable = (rights & Rights.EL1_WRITE) != 0;
    boolean user = (rights & Rights.EL0_READ) != 0;
    boolean userWrites = (rights & Rights.EL0_WRITE) != 0;
    boolean possible =
        (rights & Rights.EL1_READ) != 0
            && userWrites == (user && writable)
            && !(userWrites && (rights & Rights.EL1_EXECUTE) != 0);
    if (!possible) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        (writable ? 0 : Descriptor.AP_READ_ONLY)
            | (user ? Descriptor.AP_EL0 : 0)
            | ((rights & Rights.EL1_EXECUTE) == 0 ? Descriptor.PXN : 0)
            | ((rights & Rights.EL0_EXECUTE) == 0 ? Descriptor.UXN : 0));
  }

  private static OptionalLong onePrivilege(int rights) {
    if ((rights & Rights.EL0) != 0 || (rights & Rights.EL1_READ) == 0) {
      return OptionalLong.empty();
    }
    // AP[1] is RES1; PXN's bit is RES0, and bit 54 is XN.
    return OptionalLong.of(
        Descriptor.AP_EL0
            | ((rights & Rights.EL1_WRITE) == 0 ? Descriptor.AP_READ_ONLY : 0)
            | ((rights & Rights.EL1_EXECUTE) == 0 ? Descriptor.UXN : 0));
  }

  private static OptionalLong stage2(int rights) {
    int el1 = rights & EL1_READ_WRITE;
    int el0 = rights >> 3 & EL1_READ_WRITE;
    if (el1 != el0) {
      return OptionalLong.empty();
    }
    long never =
        switch (rights & EXECUTE) {
          case EXECUTE -> 0;
          case Rights.EL0_EXECUTE -> 1;
          case Rights.EL1_EXECUTE -> 3;
          default -> 2;
        };
    return OptionalLong.of(
        ((el1 & Rights.EL1_READ) != 0 ? Stage2Attributes.READ : 0)
            | ((el1 & Rights.EL1_WRITE) != 0 ? Stage2Attributes.WRITE : 0)
            | never << Stage2Attributes.XN_SHIFT);
  }
}

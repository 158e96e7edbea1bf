// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.Optional;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.FaultType;
import org.earlymap.arch.Granule;
import org.earlymap.arch.MemoryType;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.earlymap.arch.Stage2Attributes;
import org.earlymap.plan.PlannedTables;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.table.TranslationContext;
import org.earlymap.table.WalkStep;

/**
 * What an access to an address leads to by the walkers of both stages: every descriptor of stage 1
 * is read by way of stage 2, and so is what stage 1 leads to (Arm ARM D8.2.3).
 *
 * @param fault the fault that ends it, if one does
 * @param inStage2 whether stage 2 decided
 * @param onWalk whether it was stage 2 under a lookup of stage 1
 * @param granule of the stage that decided
 * @param level where it decided
 * @param pa the physical address, where there is no fault
 * @param type the memory type, of both stages combined
 * @param shareability the same, as PAR_EL1.SH has it
 * @param deviceOverNonCacheable whether one stage has a device and the other Normal Non-cacheable
 *     memory, without FWB
 */
record ProbedTranslation(
    Optional<FaultType> fault,
    boolean inStage2,
    boolean onWalk,
    Granule granule,
    int level,
    long pa,
    MemoryType type,
    long shareability,
    boolean deviceOverNonCacheable) {
  private static final int NON_CACHEABLE = 4;
  private static final int NORMAL_NON_CACHEABLE = 0x44;
  private static final int WRITE_THROUGH = 2;
  private static final int TAGGED = 0xf0;
  private static final int WRITE_BACK = 0xff;
  private static final long OUTER = 2;

  /**
   * An access with {@code right}.
   *
   * @param right one of {@link Rights}
   */
  static ProbedTranslation of(PlanProbe.Job job, long va, int right) {
    PlannedTables tables = job.tables();
    TableWalker walker = tables.walker(ProbedPlans.root(tables, va));
    Translation first = walker.translate(va);
    boolean alone = job.kind().isStage2();
    if (job.stage2().isEmpty()) {
      return ended(first, walker.context(), right, alone, false)
          .orElseGet(() -> mapped(job, walker, first));
    }
    PlannedTables second = job.stage2().get();
    TableWalker beneath = second.walker(second.roots().get(0));
    for (WalkStep step : first.steps()) {
      Optional<ProbedTranslation> fault =
          ended(beneath.translate(step.entryPa()), beneath.context(), Rights.EL1_READ, true, true);
      if (fault.isPresent()) {
        return fault.get();
      }
    }
    return ended(first, walker.context(), right, false, false)
        .orElseGet(
            () -> {
              ProbedTranslation own = mapped(job, walker, first);
              Translation next = beneath.translate(own.pa);
              return ended(next, beneath.context(), right, true, false)
                  .orElseGet(() -> own.over(second, beneath, (Translation.Mapped) next));
            });
  }

  /** The fault that {@code found} is to {@code right}, if it is one. */
  private static Optional<ProbedTranslation> ended(
      Translation found, TranslationContext context, int right, boolean stage2, boolean onWalk) {
    if (found instanceof Translation.Mapped mapped && (mapped.rights() & right) != 0) {
      return Optional.empty();
    }
    boolean faults = found instanceof Translation.Faulting;
    FaultType type =
        found instanceof Translation.Faulting faulting ? faulting.type() : FaultType.PERMISSION;
    int level =
        faults ? ((Translation.Faulting) found).level() : ((Translation.Mapped) found).level();
    Granule granule = context.regime().granule();
    return Optional.of(
        new ProbedTranslation(
            Optional.of(type), stage2, onWalk, granule, level, 0, new MemoryType(0), 0, false));
  }

  private static ProbedTranslation mapped(
      PlanProbe.Job job, TableWalker walker, Translation found) {
    Translation.Mapped mapped = (Translation.Mapped) found;
    return new ProbedTranslation(
        Optional.empty(),
        job.kind().isStage2(),
        false,
        walker.context().regime().granule(),
        mapped.level(),
        mapped.pa(),
        mapped.memoryType(),
        shareability(job.tables(), walker, mapped),
        false);
  }

  private static long shareability(
      PlannedTables tables, TableWalker walker, Translation.Mapped mapped) {
    return walker.context().regime().format() == DescriptorFormat.LPA2
        ? tables.registers().tcr().shareability(walker.context().half())
        : (mapped.leaf() & Descriptor.SH_MASK) >>> 8;
  }

  /** What stage 1 says, over what {@code next} of stage 2 says. */
  private ProbedTranslation over(
      PlannedTables second, TableWalker beneath, Translation.Mapped next) {
    boolean forced = second.registers().kind() == RegimeKind.STAGE2_FWB;
    MemoryType below = next.memoryType();
    MemoryType both = forced ? forced(Stage2Attributes.memAttr(next.leaf())) : combined(below);
    boolean mixed =
        (type.isDevice() && below.attribute() == NORMAL_NON_CACHEABLE)
            || (below.isDevice() && type.attribute() == NORMAL_NON_CACHEABLE);
    long other = shareability(second, beneath, next);
    boolean outer = shareability == OUTER || other == OUTER;
    return new ProbedTranslation(
        Optional.empty(),
        true,
        false,
        beneath.context().regime().granule(),
        next.level(),
        next.pa(),
        both,
        outer ? OUTER : shareability | other,
        mixed && !forced);
  }

  /** Whatever is less cached or less reordered (Arm ARM D8.6.6). */
  private MemoryType combined(MemoryType below) {
    if (type.isDevice() && below.isDevice()) {
      return new MemoryType(Math.min(type.attribute(), below.attribute()));
    }
    if (type.isDevice() || below.isDevice()) {
      return type.isDevice() ? type : below;
    }
    int above = type.attribute() == TAGGED ? WRITE_BACK : type.attribute();
    int attribute =
        nibble(above >>> 4, below.attribute() >>> 4) << 4
            | nibble(above & 0xf, below.attribute() & 0xf);
    return new MemoryType(
        attribute == WRITE_BACK && type.attribute() == TAGGED ? TAGGED : attribute);
  }

  /** Allocation hints are those of stage 1. */
  private static int nibble(int above, int below) {
    if (above == NON_CACHEABLE || below == NON_CACHEABLE) {
      return NON_CACHEABLE;
    }
    boolean through = above >>> 2 == WRITE_THROUGH || below >>> 2 == WRITE_THROUGH;
    return (through ? WRITE_THROUGH : 3) << 2 | (above & 3);
  }

  /** With FWB stage 2 says what it is: device, not cached unless stage 1 has a device, cached. */
  private MemoryType forced(int memAttr) {
    return switch (memAttr & 7) {
      case 5 -> type.isDevice() ? type : new MemoryType(NORMAL_NON_CACHEABLE);
      case 6 -> new MemoryType(type.attribute() == TAGGED ? TAGGED : WRITE_BACK);
      case 7 -> type;
      default -> new MemoryType((memAttr & 3) << 2);
    };
  }

  /** As PAR_EL1 has it, whose bits 9 and 8 say that it was stage 2, and under a lookup. */
  long par() {
    if (fault.isPresent()) {
      return Par.fault(fault.get(), level) | (onWalk ? 1 << 8 : 0) | (inStage2 ? 1 << 9 : 0);
    }
    return Par.hit(pa, type, shareability);
  }
}

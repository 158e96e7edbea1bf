// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.earlymap.arch.VaHalf;
import org.earlymap.plan.Plan;
import org.earlymap.plan.PlanRegion;
import org.earlymap.plan.PlanSpace;
import org.earlymap.plan.PlannedTables;
import org.earlymap.plan.RegionMemory;
import org.earlymap.table.TableRoot;

/** Random plans, made such that the probe can run by them, and addresses to ask about. */
final class ProbedPlans {
  private static final int NEEDED_BITS = 32;
  private static final int MOST_ROOT_TABLES = 16;
  private static final int MOST_ADDRESS_BITS = 52;

  private ProbedPlans() {}

  /** With its tables from {@code pa} on. */
  static Plan at(Plan plan, long pa) {
    long page = plan.space().granule().bytes();
    long alignment = plan.space().kind().isStage2() ? page * MOST_ROOT_TABLES : page;
    return new Plan(
        plan.space(),
        plan.regions(),
        plan.guards(),
        plan.policy(),
        Plan.TableMemory.at((pa + alignment - 1) & -alignment));
  }

  /** What asks AT: tables of EL3 map the probe itself, little endian. */
  static Optional<Plan> asking(Plan plan) {
    return plan.space().kind() == RegimeKind.EL3 ? mappingTheProbe(plan) : Optional.of(plan);
  }

  /**
   * What fetches: the tables map the probe itself, and many regions lie in memory that holds code.
   */
  static Optional<Plan> fetching(Plan plan, SplittableRandom random) {
    List<PlanRegion> regions = new ArrayList<>();
    for (PlanRegion region : plan.regions()) {
      regions.add(random.nextInt(4) > 0 ? inCode(region, plan.space().granule()) : region);
    }
    return mappingTheProbe(with(plan, plan.space(), regions));
  }

  private static PlanRegion inCode(PlanRegion region, Granule granule) {
    long pa = PlanProbe.CODE.start() + (region.va() & PlanProbe.CODE.size() - 1);
    if (region.size() > PlanProbe.CODE.end() - pa) {
      pa = PlanProbe.CODE.start() + (region.va() & granule.levelSize(2) - 1 & (1 << 24) - 1);
    }
    return region.size() > PlanProbe.CODE.end() - pa ? region : moved(region, pa);
  }

  /** The same region of other memory. */
  static PlanRegion moved(PlanRegion region, long pa) {
    return new PlanRegion(
        region.name(), region.va(), pa, region.size(), region.attributes(), region.program());
  }

  private static Optional<Plan> mappingTheProbe(Plan plan) {
    PlanSpace space = plan.space();
    boolean el3 = space.kind() == RegimeKind.EL3;
    if (el3 && space.bigEndian()) {
      return Optional.empty();
    }
    List<PlanRegion> regions = new ArrayList<>(plan.regions());
    regions.removeIf(region -> meets(region, PlanProbe.PROGRAM));
    int stage2 = space.kind().isStage2() ? Rights.EL0_READ : 0;
    int execute = Rights.EL1_READ | Rights.EL1_EXECUTE | stage2;
    regions.add(region("program", PlanProbe.PROGRAM, execute));
    if (el3) {
      regions.removeIf(region -> meets(region, PlanProbe.DATA));
      regions.add(region("data", PlanProbe.DATA, Rights.EL1_READ | Rights.EL1_WRITE));
    }
    int bits = Math.max(NEEDED_BITS, space.vaBits().orElseThrow());
    return Optional.of(with(plan, withBits(space, bits), regions));
  }

  private static PlanSpace withBits(PlanSpace space, int bits) {
    return new PlanSpace(
        space.kind(),
        space.granule(),
        OptionalInt.of(bits),
        space.paBits(),
        space.wide(),
        space.bigEndian());
  }

  /** The same plan of another space, with other regions. */
  static Plan with(Plan plan, PlanSpace space, List<PlanRegion> regions) {
    return new Plan(space, regions, plan.guards(), plan.policy(), plan.tables());
  }

  static boolean meets(PlanRegion region, Range range) {
    return region.addresses().intersection(range).isPresent();
  }

  /** Normal memory that lies at its own address. */
  static PlanRegion region(String name, Range range, int rights) {
    return new PlanRegion(
        name,
        range.start(),
        range.start(),
        range.size(),
        PlanRegion.Attributes.of(rights, RegionMemory.NORMAL),
        false);
  }

  /** The borders of regions, places in them, and anywhere. */
  static List<Long> addresses(Plan plan, SplittableRandom random, int count) {
    List<Long> addresses = new ArrayList<>();
    int bits = plan.space().vaBits().orElseThrow();
    while (addresses.size() < count) {
      PlanRegion region = plan.regions().get(random.nextInt(plan.regions().size()));
      long va =
          switch (random.nextInt(8)) {
            case 0 -> region.va();
            case 1 -> region.va() + region.size() - 1;
            case 2 -> region.va() + region.size();
            case 3 -> region.va() - 1;
            case 4 -> random.nextLong() >>> (Long.SIZE - bits);
            case 5 -> random.nextLong();
            default -> region.va() + random.nextLong(region.size());
          };
      // With stage 1 off an address beyond the physical ones is a fault of stage 1.
      boolean stage2 = plan.space().kind().isStage2();
      addresses.add(stage2 ? va & (1L << MOST_ADDRESS_BITS) - 1 : va);
    }
    return addresses;
  }

  /** The root that translates {@code va}, or the other one, beneath which it is not. */
  static TableRoot root(PlannedTables tables, long va) {
    return tables.roots().stream()
        .filter(root -> root.half() == VaHalf.of(va))
        .findFirst()
        .orElse(tables.roots().get(0));
  }
}

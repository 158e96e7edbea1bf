// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.List;
import java.util.OptionalLong;
import org.earlymap.Range;

/**
 * What is to be mapped, in what address space, and by which policy.
 *
 * @param space the address space
 * @param regions what is mapped
 * @param guards what must stay unmapped
 * @param policy how
 * @param tables where the tables go
 */
public record Plan(
    PlanSpace space,
    List<PlanRegion> regions,
    List<PlanGuard> guards,
    PlanPolicy policy,
    TableMemory tables) {

  /**
   * The memory that tables are put in.
   *
   * @param at its physical address; without it a place is chosen
   * @param size its bytes; without it as many as the tables need
   * @param within where a place is chosen: memory of the machine; none takes what follows the
   *     highest normal memory that the plan maps
   */
  public record TableMemory(OptionalLong at, OptionalLong size, List<Range> within) {
    /** Wherever there is room. */
    public static final TableMemory CHOSEN =
        new TableMemory(OptionalLong.empty(), OptionalLong.empty(), List.of());

    /** Copies the list. */
    public TableMemory {
      within = List.copyOf(within);
    }

    /** At {@code pa}, as large as it must be. */
    public static TableMemory at(long pa) {
      return new TableMemory(OptionalLong.of(pa), OptionalLong.empty(), List.of());
    }
  }

  /** Copies the lists. */
  public Plan {
    regions = List.copyOf(regions);
    guards = List.copyOf(guards);
  }

  /**
   * The tables.
   *
   * @throws PlanException where the plan cannot be, or its policy refuses it
   */
  public PlannedTables tables(String name) {
    return TablePlanner.plan(this, name);
  }
}

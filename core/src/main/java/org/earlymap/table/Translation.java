// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.List;
import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.arch.FaultType;
import org.earlymap.arch.MemoryType;
import org.earlymap.arch.Rights;

/** What a CPU finds when it translates one address: the lookups, and how they end. */
public sealed interface Translation {
  /** The virtual address that was asked for. */
  long va();

  /** The lookups, from the root down. */
  List<WalkStep> steps();

  /**
   * The address is mapped.
   *
   * @param pa the output address of {@code va} itself
   * @param level the level of the leaf
   * @param leaf the leaf
   * @param rights what EL1 and EL0 may do, as {@link org.earlymap.arch.Rights} has it
   * @param memoryType what kind of memory it is
   */
  record Mapped(
      long va,
      List<WalkStep> steps,
      long pa,
      int level,
      long leaf,
      int rights,
      MemoryType memoryType)
      implements Translation {
    public Mapped {
      steps = List.copyOf(steps);
    }

    /** One line: both addresses, what may be done there, and the leaf that says so. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s -> %s %s %s, level %d leaf %s",
          Hex.of(va),
          Hex.of(pa),
          Rights.describe(rights),
          memoryType.describe(),
          level,
          Hex.of(leaf));
    }
  }

  /**
   * The translation faults, whatever the access.
   *
   * @param type the fault
   * @param level the level that the fault reports
   */
  record Faulting(long va, List<WalkStep> steps, FaultType type, int level) implements Translation {
    public Faulting {
      steps = List.copyOf(steps);
    }

    /** One line: the address, and how its translation ends. */
    @Override
    public String toString() {
      return Hex.of(va) + " -> " + type.describe() + " at level " + level;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.List;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;

/**
 * The tables of a plan.
 *
 * @param space the address space, its width decided
 * @param memory holds the tables and nothing else
 * @param pa where they begin
 * @param size the bytes that are set aside for them, of which the tables may be fewer
 * @param pages how many table pages are used, roots included
 * @param roots where walks start: one, or one for each half
 * @param registers what translates by them
 */
public record PlannedTables(
    PlanSpace space,
    PhysicalMemory memory,
    long pa,
    long size,
    int pages,
    List<TableRoot> roots,
    TranslationRegisters registers) {
  /** Copies the list. */
  public PlannedTables {
    roots = List.copyOf(roots);
  }

  /** Walks the tables beneath {@code root}. */
  public TableWalker walker(TableRoot root) {
    return new TableWalker(memory, TranslationContext.of(registers, root));
  }
}

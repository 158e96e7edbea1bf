// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;

/**
 * The pages that hold the tables beneath some roots.
 *
 * @param granule their size
 * @param pages their physical addresses, ascending
 */
record ReachedTables(Granule granule, NavigableSet<Long> pages) {

  /** Those beneath {@code roots}, as a CPU with {@code registers} walks. */
  static ReachedTables of(
      PhysicalMemory memory, TranslationRegisters registers, List<TableRoot> roots) {
    NavigableSet<Long> pages = new TreeSet<>(Long::compareUnsigned);
    Granule granule = roots.get(0).regime().granule();
    for (TableRoot root : roots) {
      new TableWalker(memory, TranslationContext.of(registers, root))
          .walk(
              new TableVisitor() {
                @Override
                public void table(long va, int level, long pa, int entries, long descriptor) {
                  pages.add(granule.pageDown(pa));
                }
              });
    }
    return new ReachedTables(granule, pages);
  }
}

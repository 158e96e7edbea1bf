// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.Optional;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TranslationContext;

/**
 * Where a descriptor stands in a tree of tables: what a CPU reads it for.
 *
 * @param root the root that its table was reached from
 * @param level its lookup level, -1 to 3
 * @param va the first virtual address that it translates
 * @param context how the tree is read
 */
public record DescriptorPlace(TableRoot root, int level, long va, TranslationContext context) {

  /** The place of the entry at {@code pa}; empty where no root of {@code snapshot} leads there. */
  public static Optional<DescriptorPlace> of(BootSnapshot snapshot, long pa) {
    for (TableRoot root : snapshot.roots()) {
      Search search = new Search(pa);
      snapshot.walker(root).walk(search);
      if (search.found) {
        TranslationContext context = TranslationContext.of(snapshot.registers(), root);
        long va = search.va + search.index * context.regime().granule().levelSize(search.level);
        return Optional.of(new DescriptorPlace(root, search.level, va, context));
      }
    }
    return Optional.empty();
  }

  /** The first table that holds an entry. */
  private static final class Search implements TableVisitor {
    private final long entry;
    private boolean found;
    private long va;
    private int level;
    private long index;

    Search(long entry) {
      this.entry = entry;
    }

    @Override
    public void table(long start, int depth, long pa, int entries, long descriptor) {
      if (!found && entry >= pa && entry < pa + (long) entries * Long.BYTES) {
        found = true;
        va = start;
        level = depth;
        index = (entry - pa) / Long.BYTES;
      }
    }
  }
}

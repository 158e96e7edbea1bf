// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.earlymap.compare.RangeMapping;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;

/**
 * Tables as a tree that fits a page: what is alike side by side is one item, and of the rest as
 * much is kept as there is room for, what is near the root first.
 */
final class TableTree implements TableVisitor {
  /** Items that are collected at most, whatever the tables hold. */
  private static final int MOST_COLLECTED = 40_000;

  /** Items that are shown at most. */
  private static final int MOST_SHOWN = 1_500;

  /** What is shown of one table at most. */
  static final int MOST_OF_A_TABLE = 96;

  /** What a table holds. */
  sealed interface Item {}

  /**
   * Entries side by side that translate alike, in one table or in several that are full of them.
   */
  static final class Run implements Item {
    final int index;
    final RangeMapping how;
    final Mapping first;
    final long tables;
    final WriterCounts writers;
    long leaves;
    long folded;

    Run(
        int index,
        RangeMapping how,
        Mapping first,
        long leaves,
        long tables,
        WriterCounts writers) {
      this.index = index;
      this.how = how;
      this.first = first;
      this.leaves = leaves;
      this.tables = tables;
      this.folded = tables;
      this.writers = writers;
    }
  }

  /** Entries that do not translate and are not empty, or whose table could not be read. */
  record Odd(int index, long va, long count, long descriptor, boolean table) implements Item {}

  /** A table. */
  static final class Table implements Item {
    final int index;
    final long va;
    final int level;
    final long pa;
    final int entries;
    final WriterCounts writers = new WriterCounts();
    final List<Item> items = new ArrayList<>();
    long used;
    long tablesBeneath;
    long leftOut;
    boolean shown;

    Table(int index, long va, int level, long pa, int entries) {
      this.index = index;
      this.va = va;
      this.level = level;
      this.pa = pa;
      this.entries = entries;
    }
  }

  private final TranslationContext context;
  private final Optional<TableWrites> writes;
  private final Deque<Table> open = new ArrayDeque<>();
  private Optional<Table> root = Optional.empty();
  private long collected;
  private long tables;

  private TableTree(TranslationContext context, Optional<TableWrites> writes) {
    this.context = context;
    this.writes = writes;
  }

  /** The tables that {@code walker} reads; {@code writes} says who wrote their entries. */
  static TableTree of(TableWalker walker, Optional<TableWrites> writes) {
    TableTree tree = new TableTree(walker.context(), writes);
    walker.walk(tree);
    tree.closeDownTo(0);
    tree.root.ifPresent(TableTree::choose);
    return tree;
  }

  Optional<Table> root() {
    return root;
  }

  TranslationContext context() {
    return context;
  }

  /** How many tables there are, a shared one counted as often as it is read. */
  long tables() {
    return tables;
  }

  @Override
  public void table(long va, int level, long pa, int entries, long descriptor) {
    while (!open.isEmpty() && open.peek().level >= level) {
      close();
    }
    tables++;
    int index = open.isEmpty() ? 0 : context.regime().index(va, open.peek().level);
    Table table = new Table(index, va, level, pa, entries);
    if (open.isEmpty()) {
      root = Optional.of(table);
    } else {
      Table above = open.peek();
      above.used++;
      count(table.writers, above.pa + index * 8L);
    }
    open.push(table);
  }

  @Override
  public void leaves(
      long va, int level, long pa, long step, long count, long descriptor, int hierarchical) {
    Table table = around(va);
    boolean shared = level != table.level;
    long leaf = context.regime().granule().levelSize(level);
    Mapping first =
        new Mapping(va, count * leaf, pa, step == 0 && count > 1, level, descriptor, hierarchical);
    int index = context.regime().index(va, table.level);
    long own = shared ? Math.max(1, count * leaf / size(table)) : count;
    WriterCounts writers = new WriterCounts();
    for (long i = 0; writes.isPresent() && i < own; i++) {
      count(writers, table.pa + (index + i) * 8L);
    }
    table.used += own;
    add(table, new Run(index, RangeMapping.of(first, context), first, count, 0, writers));
  }

  @Override
  public void invalid(long va, int level, long descriptor, long step, long count) {
    Table table = around(va);
    if (descriptor != 0) {
      int index = context.regime().index(va, table.level);
      table.used += count;
      add(table, new Odd(index, va, count, descriptor, false));
    }
  }

  @Override
  public void unvisited(long va, int level, long descriptor, long count) {
    Table table = around(va);
    table.used += count;
    add(table, new Odd(context.regime().index(va, level), va, count, descriptor, true));
  }

  private void count(WriterCounts writers, long entryPa) {
    writes.flatMap(all -> all.last(entryPa)).ifPresent(last -> writers.add(last.writer()));
  }

  private long size(Table table) {
    return context.regime().granule().levelSize(table.level);
  }

  /** The innermost open table that translates {@code va}. */
  private Table around(long va) {
    while (open.size() > 1) {
      Table top = open.peek();
      if (Long.compareUnsigned(va - top.va, size(top) * top.entries) < 0) {
        return top;
      }
      close();
    }
    return open.element();
  }

  private void closeDownTo(int depth) {
    while (open.size() > depth) {
      close();
    }
  }

  /** Puts the innermost table into the one above it: as itself, or as a run that it is full of. */
  private void close() {
    Table table = open.pop();
    if (open.isEmpty()) {
      return;
    }
    Table above = open.peek();
    above.tablesBeneath += 1 + table.tablesBeneath;
    boolean full = table.items.size() == 1 && table.leftOut == 0 && table.used == table.entries;
    if (full && table.items.get(0) instanceof Run run) {
      Run folded =
          new Run(table.index, run.how, run.first, run.leaves, 1 + run.folded, run.writers);
      if (merges(above, folded)) {
        return;
      }
    }
    add(above, table);
  }

  /** Whether {@code run} goes on where the last item of {@code above} ends, which then has it. */
  private static boolean merges(Table above, Run run) {
    Item last = above.items.isEmpty() ? run : above.items.get(above.items.size() - 1);
    Run before = run;
    if (last instanceof Table table && table.items.size() == 1 && table.used == table.entries) {
      if (!(table.items.get(0) instanceof Run inner)) {
        return false;
      }
      before =
          new Run(
              table.index, inner.how, inner.first, inner.leaves, 1 + inner.folded, inner.writers);
    } else if (last instanceof Run joined && joined.tables > 0) {
      before = joined;
    }
    if (before == run || !before.how.equals(run.how) || before.first.level() != run.first.level()) {
      return false;
    }
    before.leaves += run.leaves;
    before.folded += run.folded;
    before.writers.addAll(run.writers);
    above.items.set(above.items.size() - 1, before);
    return true;
  }

  private void add(Table table, Item item) {
    boolean room = collected < MOST_COLLECTED && table.items.size() < MOST_OF_A_TABLE;
    if (room) {
      table.items.add(item);
      collected++;
    } else {
      table.leftOut++;
    }
  }

  /** Marks the tables whose items are shown, level by level, while there is room. */
  private static void choose(Table root) {
    Deque<Table> next = new ArrayDeque<>();
    next.add(root);
    int room = MOST_SHOWN;
    while (!next.isEmpty()) {
      Table table = next.remove();
      if (table.items.size() > room) {
        continue;
      }
      table.shown = true;
      room -= table.items.size();
      for (Item item : table.items) {
        if (item instanceof Table beneath) {
          next.add(beneath);
        }
      }
    }
  }
}

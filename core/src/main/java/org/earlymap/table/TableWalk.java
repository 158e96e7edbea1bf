// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.Optional;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Permissions;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.VisitedTables.Uniform;

/** One pass over all tables beneath a root. */
final class TableWalk {
  /**
   * How many entries are read a second time, for tables that several entries share and that are not
   * alike throughout. Beyond it, hostile tables that refer to each other would take forever.
   */
  private static final long MOST_ENTRIES_AGAIN = 1L << 23;

  private static final int LEVELS = 5;

  private final PhysicalMemory memory;
  private final TranslationContext context;
  private final TableVisitor visitor;
  private final TranslationRegime regime;
  private final Granule granule;
  private final LeafRules rules;
  private final ContiguousRuns contiguous;
  private final VisitedTables log = new VisitedTables();
  private final long[][] entries = new long[LEVELS][];
  private final long[] path = new long[LEVELS];
  private long entriesAgain;

  TableWalk(PhysicalMemory memory, TranslationContext context, TableVisitor visitor) {
    this.memory = memory;
    this.context = context;
    this.visitor = visitor;
    this.regime = context.regime();
    this.granule = regime.granule();
    this.rules = new LeafRules(context);
    this.contiguous = new ContiguousRuns(context, rules);
    for (int level = regime.rootLevel(); level <= 3; level++) {
      entries[level + 1] = new long[regime.entries(level)];
    }
  }

  void run() {
    int level = regime.rootLevel();
    long root = context.root();
    long va = context.startVa();
    if (context.beyondOutput(root)) {
      visitor.finding(FindingKind.TABLE_BEYOND_OUTPUT_SIZE, va, level, root, 0);
    } else if (!memory.contains(root, regime.rootBytes())) {
      visitor.finding(FindingKind.TABLE_OUTSIDE_MEMORY, va, level, root, 0);
    } else {
      log.meet(root, level);
      read(level, root, va, 0, 0);
    }
  }

  private void read(int level, long pa, long va, int hierarchical, long descriptor) {
    int total = regime.entries(level);
    path[level + 1] = pa;
    visitor.table(va, level, pa, total, descriptor);
    if (!readOneRun(level, pa, va, hierarchical, total)) {
      readRuns(level, pa, va, hierarchical, total);
    }
  }

  /**
   * Reads a table whose leaves are all one run, in place: most tables of a linear map in pages are
   * like that. Says no to any other table.
   */
  private boolean readOneRun(int level, long pa, long va, int hierarchical, int total) {
    long first = memory.readLong(pa);
    long step = granule.levelSize(level);
    long last = first + (total - 1) * step;
    boolean possible =
        !Descriptor.isTable(first, level)
            && translates(first, level)
            && (first & Descriptor.CONTIGUOUS) == 0
            && ((first ^ last) & ~rules.addressField(level)) == 0;
    if (!possible || !memory.isFilled(pa, total, first, step)) {
      return false;
    }
    check(first, last, level, va, pa, step);
    int effective = context.permissions().effectiveHierarchical(first, hierarchical);
    visitor.leaves(va, level, context.output(first, level), step, total, first, effective);
    return true;
  }

  private void readRuns(int level, long pa, long va, int hierarchical, int total) {
    long[] table = entries[level + 1];
    memory.readLongs(pa, table, total);
    int broken = 0;
    int at = 0;
    while (at < total) {
      long first = table[at];
      long firstVa = va + ((long) at << granule.levelShift(level));
      long entryPa = pa + at * 8L;
      int end;
      if (Descriptor.isTable(first, level)) {
        end = endOfEqual(table, at, total);
        subtree(level, entryPa, firstVa, first, end - at, hierarchical);
      } else {
        long step = step(table, at, total, level);
        if (translates(first, level)) {
          end = endOfLeaves(table, at, total, step, level);
          check(first, table[end - 1], level, firstVa, entryPa, step);
          broken = checkContiguous(table, total, level, at, end, step, va, pa, broken);
          long output = context.output(first, level);
          int effective = context.permissions().effectiveHierarchical(first, hierarchical);
          visitor.leaves(firstVa, level, output, step, end - at, first, effective);
        } else {
          end = endOfSteps(table, at, total, step);
          invalid(first, level, firstVa, entryPa, step, end - at);
        }
      }
      at = end;
    }
    noteUniform(table, total, level, pa);
  }

  private boolean translates(long descriptor, int level) {
    return Descriptor.isLeaf(descriptor, level) && (level == 3 || regime.allowsBlock(level));
  }

  private void invalid(long first, int level, long va, long entryPa, long step, int count) {
    if (Descriptor.isValid(first)) {
      FindingKind kind = level == 3 ? FindingKind.RESERVED_PAGE : FindingKind.BLOCK_NOT_ALLOWED;
      visitor.finding(kind, va, level, entryPa, first);
    }
    visitor.invalid(va, level, first, step, count);
  }

  private void subtree(
      int level, long entryPa, long va, long descriptor, int count, int hierarchical) {
    if (rules.tableHasReservedBits(descriptor)) {
      visitor.finding(FindingKind.RESERVED_BITS, va, level, entryPa, descriptor);
    }
    long next = regime.format().decode(descriptor, granule);
    int beneath = hierarchical | context.permissions().hierarchical(descriptor);
    for (int i = 0; i < count; i++) {
      long at = va + ((long) i << granule.levelShift(level));
      Uniform uniform = log.uniform(next, level + 1);
      if (uniform != null) {
        repeat(uniform, at, count - i, beneath);
        return;
      }
      Optional<FindingKind> obstacle = obstacle(next, level + 1);
      if (obstacle.isPresent()) {
        visitor.finding(obstacle.get(), at, level, entryPa + i * 8L, descriptor);
        visitor.unvisited(at, level, descriptor, count - i);
        return;
      }
      if (i == 0 && meet(next, level + 1)) {
        visitor.finding(FindingKind.TABLE_AT_TWO_LEVELS, at, level, entryPa, descriptor);
      }
      read(level + 1, next, at, beneath, descriptor);
    }
  }

  /** Notes the table and says whether it was met at another level. */
  private boolean meet(long pa, int level) {
    int before = log.meet(pa, level);
    return before != VisitedTables.NEW && before != level;
  }

  private Optional<FindingKind> obstacle(long pa, int level) {
    if (context.beyondOutput(pa)) {
      return Optional.of(FindingKind.TABLE_BEYOND_OUTPUT_SIZE);
    }
    if (!memory.contains(pa, granule.bytes())) {
      return Optional.of(FindingKind.TABLE_OUTSIDE_MEMORY);
    }
    for (int above = regime.rootLevel(); above < level; above++) {
      if (granule.pageDown(path[above + 1]) == pa) {
        return Optional.of(FindingKind.CYCLE);
      }
    }
    if (log.knows(pa)) {
      entriesAgain += regime.entries(level);
      if (entriesAgain > MOST_ENTRIES_AGAIN) {
        return Optional.of(FindingKind.TOO_MUCH_SHARING);
      }
    }
    return Optional.empty();
  }

  private void repeat(Uniform uniform, long va, long times, int hierarchical) {
    long count = uniform.count() * times;
    int level = uniform.level();
    long descriptor = uniform.descriptor();
    if (uniform.translates()) {
      long pa = context.output(descriptor, level);
      int effective =
          context
              .permissions()
              .effectiveHierarchical(descriptor, hierarchical | uniform.hierarchical());
      visitor.leaves(va, level, pa, 0, count, descriptor, effective);
    } else {
      visitor.invalid(va, level, descriptor, 0, count);
    }
  }

  private void noteUniform(long[] table, int total, int level, long pa) {
    long first = table[0];
    if (!Descriptor.isTable(first, level)) {
      if (endOfEqual(table, 0, total) == total) {
        boolean translates = translates(first, level);
        log.noteUniform(pa, new Uniform(level, level, first, translates, total, 0));
      }
      return;
    }
    long next = regime.format().decode(first, granule);
    Uniform beneath = log.uniform(next, level + 1);
    if (beneath == null) {
      return;
    }
    int hierarchical = hierarchical(first, beneath);
    for (int i = 1; i < total; i++) {
      boolean alike =
          Descriptor.isTable(table[i], level)
              && regime.format().decode(table[i], granule) == next
              && hierarchical(table[i], beneath) == hierarchical;
      if (!alike) {
        return;
      }
    }
    long count = beneath.count() * total;
    log.noteUniform(
        pa,
        new Uniform(
            level,
            beneath.level(),
            beneath.descriptor(),
            beneath.translates(),
            count,
            hierarchical));
  }

  private int hierarchical(long tableDescriptor, Uniform beneath) {
    Permissions permissions = context.permissions();
    return permissions.effectiveHierarchical(
        beneath.descriptor(), beneath.hierarchical() | permissions.hierarchical(tableDescriptor));
  }

  private void check(long first, long last, int level, long va, long entryPa, long step) {
    if (rules.leafHasReservedBits(first, level)) {
      visitor.finding(FindingKind.RESERVED_BITS, va, level, entryPa, first);
    }
    if (rules.leafHasReservedShareability(first)) {
      visitor.finding(FindingKind.RESERVED_SHAREABILITY, va, level, entryPa, first);
    }
    if (rules.leafHasReservedMemoryType(first)) {
      visitor.finding(FindingKind.RESERVED_MEMORY_TYPE, va, level, entryPa, first);
    }
    if (context.beyondOutput(context.output(last, level))) {
      long output = context.output(first, level);
      long before =
          context.beyondOutput(output)
              ? 0
              : ((1L << context.outputBits()) - output) / Math.max(step, 1);
      visitor.finding(
          FindingKind.OUTPUT_BEYOND_SIZE,
          va + before * granule.levelSize(level),
          level,
          entryPa + before * 8,
          first + before * step);
    }
    boolean contiguousRun = (first & Descriptor.CONTIGUOUS) != 0;
    if (contiguousRun && granule.contiguousEntries(level) == 1) {
      visitor.finding(FindingKind.CONTIGUOUS_NOT_ALLOWED, va, level, entryPa, first);
    }
  }

  /** Reports a broken contiguous run and returns where entries begin that were not reported. */
  private int checkContiguous(
      long[] table, int total, int level, int at, int end, long step, long va, long pa, int done) {
    int run = granule.contiguousEntries(level);
    if ((table[at] & Descriptor.CONTIGUOUS) == 0 || run == 1) {
      return done;
    }
    int broken = contiguous.firstBroken(table, total, level, at, end, step, done);
    if (broken < 0) {
      return done;
    }
    visitor.finding(
        FindingKind.CONTIGUOUS_BROKEN,
        va + ((long) broken << granule.levelShift(level)),
        level,
        pa + broken * 8L,
        table[broken]);
    return Math.min(total, (end + run - 1) / run * run);
  }

  /** By how much the descriptors from {@code at} on grow: the size of an entry, or 0. */
  private long step(long[] table, int at, int total, int level) {
    long size = granule.levelSize(level);
    return at + 1 < total && table[at + 1] == table[at] ? 0 : size;
  }

  private int endOfLeaves(long[] table, int at, int total, long step, int level) {
    int end = endOfSteps(table, at, total, step);
    long attributes = ~rules.addressField(level);
    // Adding the step carried out of the address field somewhere: cut the run there.
    while (((table[end - 1] ^ table[at]) & attributes) != 0) {
      end--;
    }
    return end;
  }

  private static int endOfSteps(long[] table, int at, int total, long step) {
    long expected = table[at] + step;
    int end = at + 1;
    while (end < total && table[end] == expected) {
      expected += step;
      end++;
    }
    return end;
  }

  private static int endOfEqual(long[] table, int at, int total) {
    return endOfSteps(table, at, total, 0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Permissions;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;

/** What changes between two states of the tables beneath one root. */
public final class MappingChanges {
  private final TranslationContext before;
  private final TranslationContext after;
  private final LeafDifference difference;
  private final List<EntryChange> changes = new ArrayList<>();

  private MappingChanges(TranslationContext before, TranslationContext after) {
    this.before = before;
    this.after = after;
    this.difference = new LeafDifference(before, after);
  }

  /**
   * Whether the two are read alike, so that entries can change one by one; where they are not, a
   * control register changes, and with it the meaning of every entry.
   */
  public static boolean areComparable(TranslationContext before, TranslationContext after) {
    return before.regime().equals(after.regime())
        && before.half() == after.half()
        && sameModel(before.permissions(), after.permissions());
  }

  /** Kernels switch dirty state and E0PD on while they run: entries mean the same afterwards. */
  private static boolean sameModel(Permissions before, Permissions after) {
    return before.kind() == after.kind()
        && before.wxn() == after.wxn()
        && before.hierarchical() == after.hierarchical()
        && before.indirect().equals(after.indirect());
  }

  /**
   * The changes in the order of addresses. Tables that moved or went are named where the root is
   * the same; another root is a change of TTBR and takes an invalidation of everything.
   *
   * @throws IllegalArgumentException unless the two are {@link #areComparable comparable}
   */
  public static List<EntryChange> between(TableWalker before, TableWalker after) {
    if (!areComparable(before.context(), after.context())) {
      throw new IllegalArgumentException("the two are read differently");
    }
    MappingChanges changes = new MappingChanges(before.context(), after.context());
    changes.sweep(before.mappings(), after.mappings());
    if (before.context().root() == after.context().root()) {
      changes.addOtherTables(tables(before), tables(after));
    }
    changes.changes.sort((one, other) -> Long.compareUnsigned(one.va(), other.va()));
    return ImmutableList.copyOf(changes.changes);
  }

  private void sweep(List<Mapping> olds, List<Mapping> news) {
    int i = 0;
    int j = 0;
    long at = 0;
    while (i < olds.size() || j < news.size()) {
      long oldStart = i < olds.size() ? olds.get(i).va() : -1;
      long newStart = j < news.size() ? news.get(j).va() : -1;
      long next = Long.compareUnsigned(oldStart, newStart) < 0 ? oldStart : newStart;
      at = Long.compareUnsigned(next, at) > 0 ? next : at;
      boolean inOld = i < olds.size() && Long.compareUnsigned(oldStart, at) <= 0;
      boolean inNew = j < news.size() && Long.compareUnsigned(newStart, at) <= 0;
      long oldLast = inOld ? olds.get(i).endVa() - 1 : oldStart - 1;
      long newLast = inNew ? news.get(j).endVa() - 1 : newStart - 1;
      if (i == olds.size()) {
        oldLast = -1;
      }
      if (j == news.size()) {
        newLast = -1;
      }
      long last = Long.compareUnsigned(oldLast, newLast) < 0 ? oldLast : newLast;
      long size = last - at + 1;
      if (inOld && inNew) {
        both(at, size, olds.get(i), news.get(j));
      } else if (inOld) {
        add(at, size, level(olds.get(i)), OptionalInt.empty(), EnumSet.of(ChangeReason.UNMAPPED));
      } else {
        add(at, size, OptionalInt.empty(), level(news.get(j)), EnumSet.of(ChangeReason.MAPPED));
      }
      i += inOld && oldLast == last ? 1 : 0;
      j += inNew && newLast == last ? 1 : 0;
      at = last + 1;
    }
  }

  private void both(long va, long size, Mapping old, Mapping made) {
    Set<ChangeReason> reasons = difference.in(va, size, old, made);
    if (!reasons.isEmpty()) {
      add(va, size, level(old), level(made), reasons);
    }
  }

  private static OptionalInt level(Mapping mapping) {
    return OptionalInt.of(mapping.level());
  }

  private void add(
      long va, long size, OptionalInt old, OptionalInt made, Set<ChangeReason> reasons) {
    EntryChange change = new EntryChange(va, size, old, made, reasons);
    int last = changes.size() - 1;
    if (last >= 0 && changes.get(last).joins(change)) {
      changes.set(last, changes.get(last).join(change));
    } else {
      changes.add(change);
    }
  }

  private record Place(long va, int level) {}

  private static Map<Place, Long> tables(TableWalker walker) {
    Map<Place, Long> tables = new HashMap<>();
    walker.walk(
        new TableVisitor() {
          @Override
          public void table(long va, int level, long pa, int entries, long descriptor) {
            tables.put(new Place(va, level), pa);
          }
        });
    return tables;
  }

  private void addOtherTables(Map<Place, Long> olds, Map<Place, Long> news) {
    Granule granule = before.regime().granule();
    int root = after.regime().rootLevel();
    olds.forEach(
        (place, pa) -> {
          if (place.level() == root || news.getOrDefault(place, -1L).equals(pa)) {
            return;
          }
          ChangeReason reason =
              news.containsKey(place) ? ChangeReason.TABLE_MOVED : ChangeReason.TABLE_REMOVED;
          long span = granule.levelSize(place.level() - 1);
          OptionalInt level = OptionalInt.of(place.level());
          changes.add(new EntryChange(place.va(), span, level, level, EnumSet.of(reason)));
        });
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.arch.Rights;

/**
 * Finds memory that is writable at one address and executable at another. Tables can map the same
 * page a million times over, so mappings that differ in nothing but their virtual address are kept
 * once, and pairs are counted from sorted ends; only as many as are wanted are made.
 */
final class AliasSearch {
  /** Virtual addresses beside the first, of all mappings together: what is kept of them. */
  private static final int MOST_ADDRESSES = 1 << 20;

  /** Mappings that are alike but for their virtual addresses. */
  private static final class Alike {
    private final Mapping first;
    private long count = 1;
    private long[] others = {};
    private int kept;

    Alike(Mapping first) {
      this.first = first;
    }

    int known() {
      return 1 + kept;
    }

    long va(int index) {
      return index == 0 ? first.va() : others[index - 1];
    }

    void keep(long va) {
      if (kept == others.length) {
        others = Arrays.copyOf(others, Math.max(2, 2 * kept));
      }
      others[kept++] = va;
    }
  }

  private final TranslationContext context;
  private final Map<Mapping, Alike> writable = new HashMap<>();
  private final Map<Mapping, Alike> executable = new HashMap<>();
  private int addresses;
  private long both;
  private long total;

  AliasSearch(TranslationContext context) {
    this.context = context;
  }

  /** Notes a mapping that EL1 may execute. */
  void executable(Mapping mapping) {
    note(executable, mapping);
  }

  /** Notes a mapping that EL1 may write; after {@link #executable} where it is that too. */
  void writable(Mapping mapping) {
    note(writable, mapping);
    int rights = context.permissions().rights(mapping.descriptor(), mapping.hierarchical());
    both += (rights & Rights.EL1_EXECUTE) != 0 ? 1 : 0;
  }

  private void note(Map<Mapping, Alike> mappings, Mapping mapping) {
    Mapping key =
        new Mapping(
            0,
            mapping.size(),
            mapping.pa(),
            mapping.repeated(),
            mapping.level(),
            mapping.descriptor(),
            mapping.hierarchical());
    Alike alike = mappings.get(key);
    if (alike == null) {
      mappings.put(key, new Alike(mapping));
      return;
    }
    alike.count++;
    if (addresses < MOST_ADDRESSES) {
      addresses++;
      alike.keep(mapping.va());
    }
  }

  /** The first {@code most} aliases in the order of physical addresses. */
  List<AccessViolation> find(int most) {
    List<Alike> writers = sorted(writable);
    List<Alike> executers = sorted(executable);
    total = pairs(writers, executers) - both;
    List<AccessViolation> found = new ArrayList<>();
    List<Alike> reaching = new ArrayList<>();
    int next = 0;
    // Every pair of the sweep is a violation, but for a mapping with itself: it ends in time.
    for (int i = 0; i < writers.size() && found.size() < most; i++) {
      Alike writes = writers.get(i);
      long end = writes.first.pa() + span(writes);
      while (next < executers.size() && executers.get(next).first.pa() < end) {
        reaching.add(executers.get(next++));
      }
      reaching.removeIf(each -> each.first.pa() + span(each) <= writes.first.pa());
      for (int j = 0; j < reaching.size() && found.size() < most; j++) {
        compare(writes, reaching.get(j), most, found);
      }
    }
    return found;
  }

  /** How many aliases there are, once {@link #find} has looked. */
  long total() {
    return total;
  }

  private List<Alike> sorted(Map<Mapping, Alike> mappings) {
    List<Alike> sorted = new ArrayList<>(mappings.values());
    sorted.sort(
        Comparator.comparing((Alike each) -> each.first.pa(), Long::compareUnsigned)
            .thenComparing(each -> each.first.va(), Long::compareUnsigned));
    return sorted;
  }

  /**
   * How many pairs share memory: those that begin before a mapping's end and end after its start.
   */
  private long pairs(List<Alike> writers, List<Alike> executers) {
    long[] starts = new long[executers.size()];
    Alike[] byEnd = executers.toArray(Alike[]::new);
    Arrays.sort(byEnd, Comparator.comparing(each -> each.first.pa() + span(each)));
    long[] ends = new long[byEnd.length];
    long[] begun = new long[byEnd.length + 1];
    long[] ended = new long[byEnd.length + 1];
    for (int i = 0; i < byEnd.length; i++) {
      starts[i] = executers.get(i).first.pa();
      ends[i] = byEnd[i].first.pa() + span(byEnd[i]);
      begun[i + 1] = begun[i] + executers.get(i).count;
      ended[i + 1] = ended[i] + byEnd[i].count;
    }
    long sum = 0;
    for (Alike writes : writers) {
      long start = writes.first.pa();
      long beginBefore = begun[below(starts, start + span(writes))];
      long endBefore = ended[below(ends, start + 1)];
      sum += writes.count * (beginBefore - endBefore);
    }
    return sum;
  }

  /** How many of {@code sorted} are less than {@code value}. */
  private static int below(long[] sorted, long value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void compare(Alike writes, Alike executes, int most, List<AccessViolation> found) {
    long pa = writes.first.pa();
    long first = Math.max(pa, executes.first.pa());
    long last = Math.min(pa + span(writes), executes.first.pa() + span(executes));
    if (first >= last) {
      return;
    }
    int rights =
        context.permissions().rights(writes.first.descriptor(), writes.first.hierarchical());
    for (int i = 0; i < writes.known(); i++) {
      for (int j = 0; j < executes.known() && found.size() < most; j++) {
        if (writes.va(i) != executes.va(j)) {
          Mapping at = at(writes.first, writes.va(i));
          Mapping shared = at.repeated() ? at : at.part(first - pa, last - first);
          long other = executes.va(j);
          other += executes.first.repeated() ? 0 : first - executes.first.pa();
          found.add(new AccessViolation(AccessRule.WRITABLE_ALIAS, shared, rights, other));
        }
      }
    }
  }

  private static Mapping at(Mapping like, long va) {
    return new Mapping(
        va,
        like.size(),
        like.pa(),
        like.repeated(),
        like.level(),
        like.descriptor(),
        like.hierarchical());
  }

  /** How much physical memory a mapping reaches. */
  private long span(Alike mappings) {
    Mapping mapping = mappings.first;
    return mapping.repeated()
        ? context.regime().granule().levelSize(mapping.level())
        : mapping.size();
  }
}

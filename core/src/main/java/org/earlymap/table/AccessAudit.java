// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.arch.Rights;
import org.earlymap.arch.VaHalf;

/**
 * Looks for mappings that allow too much, under the permission model that the registers switch on.
 */
public final class AccessAudit {
  private static final int EL1_WX = Rights.EL1_WRITE | Rights.EL1_EXECUTE;
  private static final int EL0_WX = Rights.EL0_WRITE | Rights.EL0_EXECUTE;

  private final List<AccessViolation> violations = new ArrayList<>();
  private final List<Mapping> writable = new ArrayList<>();
  private final List<Mapping> executable = new ArrayList<>();
  private final TranslationContext context;
  private final List<Range> text;

  private AccessAudit(TranslationContext context, List<Range> text) {
    this.context = context;
    this.text =
        text.stream().sorted(Comparator.comparing(Range::start, Long::compareUnsigned)).toList();
  }

  /**
   * Checks all that {@code walker} reads.
   *
   * @param text where executable mappings belong, virtual addresses; none leaves that rule out
   * @return what breaks a rule, by address, then by rule
   */
  public static List<AccessViolation> of(TableWalker walker, List<Range> text) {
    AccessAudit audit = new AccessAudit(walker.context(), text);
    walker.mappings().forEach(audit::look);
    audit.aliases();
    audit.violations.sort(
        Comparator.comparing((AccessViolation each) -> each.mapping().va(), Long::compareUnsigned)
            .thenComparing(AccessViolation::rule));
    return List.copyOf(audit.violations);
  }

  private void look(Mapping mapping) {
    int rights = context.permissions().rights(mapping.descriptor(), mapping.limits());
    if ((rights & EL1_WX) == EL1_WX) {
      add(AccessRule.WRITABLE_AND_EXECUTABLE, mapping, rights);
    }
    if ((rights & EL0_WX) == EL0_WX) {
      add(AccessRule.WRITABLE_AND_EXECUTABLE_BY_EL0, mapping, rights);
    }
    boolean user = (rights & (Rights.EL0_READ | Rights.EL0_WRITE)) != 0;
    if (user && context.half() == VaHalf.UPPER) {
      add(AccessRule.USER_ACCESS, mapping, rights);
    }
    boolean executes = (rights & (Rights.EL1_EXECUTE | Rights.EL0_EXECUTE)) != 0;
    if (executes && context.mair().type(mapping.attrIndex()).isDevice()) {
      add(AccessRule.EXECUTABLE_DEVICE, mapping, rights);
    }
    if ((rights & Rights.EL1_EXECUTE) != 0) {
      executable.add(mapping);
      if (!text.isEmpty()) {
        outsideText(mapping, rights);
      }
    }
    if ((rights & Rights.EL1_WRITE) != 0) {
      writable.add(mapping);
    }
  }

  /** Reports the parts of an executable mapping that no range of text covers. */
  private void outsideText(Mapping mapping, int rights) {
    long offset = 0;
    for (Range range : text) {
      // Offsets from the mapping's start: a range before it has a negative one.
      long first = Math.max(range.start() - mapping.va(), offset);
      long last = Math.min(range.end() - mapping.va(), mapping.size());
      if (first < last) {
        addOutside(mapping, offset, first, rights);
        offset = last;
      }
    }
    addOutside(mapping, offset, mapping.size(), rights);
  }

  private void addOutside(Mapping mapping, long first, long last, int rights) {
    if (first < last) {
      add(AccessRule.EXECUTABLE_OUTSIDE_TEXT, part(mapping, first, last - first), rights);
    }
  }

  /** Goes through physical memory upwards with the executable mappings that reach the place. */
  private void aliases() {
    writable.sort(Comparator.comparing(Mapping::pa, Long::compareUnsigned));
    executable.sort(Comparator.comparing(Mapping::pa, Long::compareUnsigned));
    List<Mapping> reaching = new ArrayList<>();
    int next = 0;
    for (Mapping writes : writable) {
      long end = writes.pa() + span(writes);
      while (next < executable.size() && executable.get(next).pa() < end) {
        reaching.add(executable.get(next++));
      }
      reaching.removeIf(each -> each.pa() + span(each) <= writes.pa());
      for (Mapping executes : reaching) {
        alias(writes, executes);
      }
    }
  }

  private void alias(Mapping writes, Mapping executes) {
    long first = Math.max(writes.pa(), executes.pa());
    long last = Math.min(writes.pa() + span(writes), executes.pa() + span(executes));
    if (first < last && writes.va() != executes.va()) {
      Mapping shared = writes.repeated() ? writes : part(writes, first - writes.pa(), last - first);
      int rights = context.permissions().rights(writes.descriptor(), writes.limits());
      long other = executes.va() + (executes.repeated() ? 0 : first - executes.pa());
      violations.add(new AccessViolation(AccessRule.WRITABLE_ALIAS, shared, rights, other));
    }
  }

  /** How much physical memory a mapping reaches. */
  private long span(Mapping mapping) {
    return mapping.repeated()
        ? context.regime().granule().levelSize(mapping.level())
        : mapping.size();
  }

  private void add(AccessRule rule, Mapping mapping, int rights) {
    violations.add(new AccessViolation(rule, mapping, rights, 0));
  }

  private static Mapping part(Mapping whole, long offset, long size) {
    return new Mapping(
        whole.va() + offset,
        size,
        whole.repeated() ? whole.pa() : whole.pa() + offset,
        whole.repeated(),
        whole.level(),
        whole.descriptor(),
        whole.limits());
  }
}

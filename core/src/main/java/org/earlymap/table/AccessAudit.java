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
public final class AccessAudit implements TableVisitor {
  private static final int EL1_WX = Rights.EL1_WRITE | Rights.EL1_EXECUTE;
  private static final int EL0_WX = Rights.EL0_WRITE | Rights.EL0_EXECUTE;

  /**
   * What an audit found.
   *
   * @param violations what breaks a rule, by address, then by rule
   * @param unlisted how many more do
   */
  public record Verdict(List<AccessViolation> violations, long unlisted) {
    /** Copies the list. */
    public Verdict {
      violations = List.copyOf(violations);
    }

    /** How many mappings break a rule. */
    public long total() {
      return violations.size() + unlisted;
    }
  }

  private final TranslationContext context;
  private final List<Range> text;
  private final int most;
  private final List<AccessViolation> violations = new ArrayList<>();
  private final AliasSearch aliases;
  private long unlisted;

  private AccessAudit(TranslationContext context, List<Range> text, int most) {
    this.context = context;
    this.text =
        text.stream().sorted(Comparator.comparing(Range::start, Long::compareUnsigned)).toList();
    this.most = most;
    this.aliases = new AliasSearch(context);
  }

  /**
   * Checks all that {@code walker} reads.
   *
   * @param text where executable mappings belong, virtual addresses; none leaves that rule out
   * @param most how many violations are listed; the others are counted
   */
  public static Verdict of(TableWalker walker, List<Range> text, int most) {
    AccessAudit audit = new AccessAudit(walker.context(), text, most);
    walker.walkMerged(audit);
    return audit.verdict();
  }

  @Override
  public void leaves(
      long va, int level, long pa, long step, long count, long descriptor, int hierarchical) {
    look(Mapping.of(context, va, level, pa, step, count, descriptor, hierarchical));
  }

  private void look(Mapping mapping) {
    int rights = context.permissions().rights(mapping.descriptor(), mapping.hierarchical());
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
    if (executes && context.memoryType(mapping.descriptor()).isDevice()) {
      add(AccessRule.EXECUTABLE_DEVICE, mapping, rights);
    }
    if ((rights & Rights.EL1_EXECUTE) != 0) {
      aliases.executable(mapping);
      if (!text.isEmpty()) {
        outsideText(mapping, rights);
      }
    }
    if ((rights & Rights.EL1_WRITE) != 0) {
      aliases.writable(mapping);
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
      add(AccessRule.EXECUTABLE_OUTSIDE_TEXT, mapping.part(first, last - first), rights);
    }
  }

  private void add(AccessRule rule, Mapping mapping, int rights) {
    if (violations.size() < most) {
      violations.add(new AccessViolation(rule, mapping, rights, 0));
    } else {
      unlisted++;
    }
  }

  private Verdict verdict() {
    int room = most - violations.size();
    List<AccessViolation> found = aliases.find(room);
    unlisted += aliases.total() - found.size();
    violations.addAll(found);
    violations.sort(
        Comparator.comparing((AccessViolation each) -> each.mapping().va(), Long::compareUnsigned)
            .thenComparing(AccessViolation::rule));
    return new Verdict(violations, unlisted);
  }
}

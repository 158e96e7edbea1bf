// SPDX-License-Identifier: Apache-2.0
package org.earlymap.assertj;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.AbstractAssert;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.arch.Permissions;
import org.earlymap.compare.MappingChange;
import org.earlymap.compare.MappingDiff;
import org.earlymap.compare.RangeMapping;
import org.earlymap.table.AccessAudit;
import org.earlymap.table.AccessRule;
import org.earlymap.table.AccessViolation;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableFinding;
import org.earlymap.table.TableFindings;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;

/**
 * Assertions about what the tables beneath one root map. Ranges are half open. {@link
 * EarlymapAssertions} makes them.
 */
@SuppressWarnings("exports") // AssertJ is there where this is used.
public final class TablesAssert extends AbstractAssert<TablesAssert, TableWalker> {
  /** How many lines a message lists. */
  private static final int MOST_LISTED = 10;

  TablesAssert(TableWalker tables) {
    super(tables, TablesAssert.class);
  }

  /** Nothing may be written and executed, at EL1 or at EL0. */
  public TablesAssert mapsNothingWritableAndExecutable() {
    return breaksNone(
        "nothing writable and executable",
        EnumSet.of(AccessRule.WRITABLE_AND_EXECUTABLE, AccessRule.WRITABLE_AND_EXECUTABLE_BY_EL0));
  }

  /** Nothing that EL1 may execute at one address may be written at another. */
  public TablesAssert mapsNothingExecutableThatIsWritableElsewhere() {
    return breaksNone(
        "nothing executable that is writable elsewhere", EnumSet.of(AccessRule.WRITABLE_ALIAS));
  }

  /** In the kernel's half, EL0 may read and write nothing. */
  public TablesAssert mapsNothingForEl0() {
    return breaksNone("nothing that EL0 reads or writes", EnumSet.of(AccessRule.USER_ACCESS));
  }

  /** Each address of {@code range} is mapped. */
  public TablesAssert mapsEverythingIn(Range range) {
    List<String> holes = new ArrayList<>();
    long from = range.start();
    for (Mapping mapping : mapped(range)) {
      if (Long.compareUnsigned(from, mapping.va()) < 0) {
        holes.add(extent(from, mapping.va()));
      }
      from = mapping.endVa();
    }
    // A mapping that ends at the top of the address space ends at 0.
    if (Long.compareUnsigned(from - 1, range.end() - 1) < 0) {
      holes.add(extent(from, range.end()));
    }
    return holds("everything mapped in " + extent(range.start(), range.end()), "not mapped", holes);
  }

  /** No address of {@code range} is mapped. */
  public TablesAssert mapsNothingIn(Range range) {
    requireRead(actual, "these tables");
    Permissions permissions = actual.context().permissions();
    List<String> found =
        mapped(range).stream()
            .map(
                each ->
                    extent(each.va(), each.endVa())
                        + "  pa "
                        + Hex.of(each.pa())
                        + "  "
                        + permissions.describe(
                            permissions.rights(each.descriptor(), each.hierarchical())))
            .toList();
    return holds("nothing mapped in " + extent(range.start(), range.end()), "mapped", found);
  }

  /** The virtual address {@code va} is mapped, and to the physical address {@code pa}. */
  public TablesAssert mapsTo(long va, long pa) {
    Translation translation = actual.translate(va);
    boolean there = translation instanceof Translation.Mapped mapped && mapped.pa() == pa;
    return holds(
        Hex.of(va) + " mapped to " + Hex.of(pa),
        "is",
        there ? List.of() : List.of(translation.toString()));
  }

  /** The tables map the same as {@code other}: addresses, rights, memory types, leaves. */
  public TablesAssert hasNoDifferenceTo(TableWalker other) {
    requireRead(actual, "these tables");
    requireRead(other, "the other tables");
    List<String> changes =
        MappingDiff.of(other, actual).stream().map(TablesAssert::describe).toList();
    return holds("the same mapped as in the other tables", "different", changes);
  }

  private static String describe(MappingChange change) {
    return extent(change.va(), change.endVa())
        + "  "
        + describe(change.before(), change.va())
        + " in the other, here "
        + describe(change.after(), change.va())
        + "  ("
        + change.aspects().toString().toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "")
        + ")";
  }

  private static String describe(Optional<RangeMapping> mapping, long va) {
    return mapping
        .map(
            each ->
                "pa "
                    + Hex.of(each.pa(va))
                    + " "
                    + each.describeRights()
                    + " "
                    + each.memoryType().describe()
                    + " level "
                    + each.level())
        .orElse("not mapped");
  }

  /** Of tables that could not all be read nothing is said that would have to hold of all. */
  private void requireRead(TableWalker tables, String which) {
    TableFindings findings = TableFindings.of(tables, MOST_LISTED);
    if (!findings.sawEverything()) {
      List<String> lines = findings.kept().stream().map(TableFinding::describe).toList();
      failWithMessage("%s", "Not all of " + which + " could be read:\n  " + listed(lines));
    }
  }

  private static String listed(List<String> lines) {
    List<String> shown = lines.subList(0, Math.min(lines.size(), MOST_LISTED));
    String more =
        lines.size() > MOST_LISTED ? "\n  and " + (lines.size() - MOST_LISTED) + " more" : "";
    return String.join("\n  ", shown) + more;
  }

  private TablesAssert breaksNone(String expected, Set<AccessRule> rules) {
    requireRead(actual, "these tables");
    Permissions permissions = actual.context().permissions();
    List<String> found = new ArrayList<>();
    for (AccessViolation each : AccessAudit.of(actual, List.of(), Integer.MAX_VALUE).violations()) {
      if (rules.contains(each.rule())) {
        found.add(
            extent(each.mapping().va(), each.mapping().endVa())
                + "  pa "
                + Hex.of(each.mapping().pa())
                + "  "
                + permissions.describe(each.rights())
                + ": "
                + each.rule().description()
                + (each.rule() == AccessRule.WRITABLE_ALIAS
                    ? ", at " + Hex.of(each.otherVa())
                    : ""));
      }
    }
    return holds(expected, "found", found);
  }

  /** The parts of mappings that lie in a range, in its order. */
  private List<Mapping> mapped(Range range) {
    List<Mapping> parts = new ArrayList<>();
    for (Mapping mapping : actual.mappings()) {
      long first = Math.max(range.start() - mapping.va(), 0);
      long last = Math.min(range.end() - mapping.va(), mapping.size());
      if (first < last) {
        parts.add(mapping.part(first, last - first));
      }
    }
    return parts;
  }

  private TablesAssert holds(String expected, String but, List<String> lines) {
    if (!lines.isEmpty()) {
      failWithMessage("%s", "Expected " + expected + ", but " + but + ":\n  " + listed(lines));
    }
    return this;
  }

  private static String extent(long start, long end) {
    return Hex.of(start) + ".." + Hex.of(end);
  }
}

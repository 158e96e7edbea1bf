// SPDX-License-Identifier: Apache-2.0
package org.earlymap.relocate;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.earlymap.Range;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.version.Trait;

/**
 * Checks where relocations go: each place lies in a segment that is mapped writable while they run
 * (the first pass of {@code map_kernel} maps all of them so), not in a page table, and no byte of
 * it is changed by another one. A place need not be aligned.
 */
public final class RelocationCheck {
  /** How many findings are kept; the rest are counted. */
  public static final int MOST_KEPT = 100;

  private final long start;
  private final long size;
  private final List<Range> mapped;
  private final List<Range> tables;
  private final Visitor visitor;
  private final BitSet places = new BitSet();

  private RelocationCheck(KernelBuild kernel, Visitor visitor) {
    ImageSpan span = ImageSpan.of(kernel);
    this.start = span.start();
    this.size = span.size();
    this.mapped = mappedSegments(kernel);
    this.tables = tables(kernel);
    this.visitor = visitor;
  }

  /** Receives what is found. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * One place that breaks one rule.
     *
     * @param rule which rule
     * @param place the link address that a relocation changes
     */
    void found(RelocationFinding.Rule rule, long place);
  }

  /**
   * What was found.
   *
   * @param findings the first {@link #MOST_KEPT}, in the order of the tables
   * @param count how many there are
   */
  public record Result(List<RelocationFinding> findings, long count) {
    /** Copies the list. */
    public Result {
      findings = ImmutableList.copyOf(findings);
    }
  }

  /** Checks all relocations of {@code kernel} for faults. */
  public static Result of(KernelBuild kernel) {
    List<RelocationFinding> kept = new ArrayList<>();
    long[] found = new long[1];
    visit(
        kernel,
        RelocationTable.of(kernel),
        (rule, place) -> {
          if (!rule.isFault()) {
            return;
          }
          found[0]++;
          if (kept.size() < MOST_KEPT) {
            kept.add(new RelocationFinding(rule, place));
          }
        });
    return new Result(kept, found[0]);
  }

  /** Checks all relocations of {@code kernel} and keeps nothing of what it finds. */
  public static void visit(KernelBuild kernel, RelocationTable table, Visitor visitor) {
    table.visitPlaces(new RelocationCheck(kernel, visitor)::place);
  }

  /** The segments of the first pass of {@code map_kernel}. */
  private static List<Range> mappedSegments(KernelBuild kernel) {
    Set<ImageSegment> mapped =
        kernel.traits().has(Trait.C_MAP_KERNEL)
            ? ImageSegment.mappedBy(kernel.traits())
            : EnumSet.allOf(ImageSegment.class);
    return mapped.stream().map(segment -> segment.of(kernel.symbols())).toList();
  }

  private static List<Range> tables(KernelBuild kernel) {
    KernelSymbols symbols = kernel.symbols();
    List<Range> tables = new ArrayList<>();
    for (String name : List.of("init_pg", "init_idmap_pg")) {
      OptionalLong from = symbols.find(name + "_dir");
      OptionalLong to = symbols.find(name + "_end");
      if (from.isPresent() && to.isPresent()) {
        tables.add(new Range(from.getAsLong(), to.getAsLong()));
      }
    }
    for (String root :
        List.of("idmap_pg_dir", "tramp_pg_dir", "reserved_pg_dir", "swapper_pg_dir")) {
      symbols
          .find(root)
          .ifPresent(va -> tables.add(new Range(va, va + kernel.config().granule().bytes())));
    }
    return tables;
  }

  private void place(long place) {
    long at = place - start;
    if (at < 0 || at > size - 8) {
      visitor.found(RelocationFinding.Rule.OUTSIDE, place);
      return;
    }
    if (!isMapped(place)) {
      visitor.found(RelocationFinding.Rule.UNMAPPED, place);
    }
    if (isTable(place)) {
      visitor.found(RelocationFinding.Rule.TABLES, place);
    }
    if ((place & 1) != 0) {
      visitor.found(RelocationFinding.Rule.ODD, place);
    }
    if (overlapsAnother((int) at)) {
      visitor.found(RelocationFinding.Rule.TWICE, place);
    }
    places.set((int) at);
  }

  /** Whether a word within 7 bytes before or behind {@code at} is changed already. */
  private boolean overlapsAnother(int at) {
    for (int other = Math.max(0, at - 7); other <= at + 7; other++) {
      if (places.get(other)) {
        return true;
      }
    }
    return false;
  }

  private boolean isMapped(long place) {
    for (Range segment : mapped) {
      if (segment.contains(place) && segment.contains(place + 7)) {
        return true;
      }
    }
    return false;
  }

  private boolean isTable(long place) {
    for (Range table : tables) {
      if (table.contains(place) || table.contains(place + 7)) {
        return true;
      }
    }
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.relocate;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.kernel.KernelImage;
import org.earlymap.kernel.KernelSymbols;
import org.earlymap.kernel.Trait;
import org.earlymap.table.Range;

/**
 * Checks where relocations go: each place lies in a segment that is mapped writable while they run
 * (the first pass of {@code map_kernel} maps all of them so), not in the page tables that are being
 * walked meanwhile, is aligned, and is changed once.
 */
public final class RelocationCheck {
  /** How many findings are kept; the rest are counted. */
  public static final int MOST_KEPT = 100;

  private final long start;
  private final long size;
  private final List<Range> mapped;
  private final Range tables;
  private final BitSet changed = new BitSet();
  private final List<RelocationFinding> kept = new ArrayList<>();
  private long found;

  private RelocationCheck(KernelImage kernel) {
    KernelSymbols symbols = kernel.symbols();
    ImageSpan span = ImageSpan.of(kernel);
    this.start = span.start();
    this.size = span.size();
    this.mapped = mappedSegments(kernel);
    OptionalLong from = symbols.find("init_pg_dir");
    OptionalLong to = symbols.find("init_pg_end");
    this.tables =
        from.isPresent() && to.isPresent()
            ? new Range(from.getAsLong(), to.getAsLong())
            : new Range(0, 0);
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

  /** Checks all relocations of {@code kernel}. */
  public static Result of(KernelImage kernel) {
    RelocationCheck check = new RelocationCheck(kernel);
    RelocationTable table = RelocationTable.of(kernel);
    table.visitRela(
        (place, type, addend) -> {
          if (type == RelocationTable.R_AARCH64_RELATIVE) {
            check.place(place);
          }
        });
    table.visitRelr(check::place);
    return new Result(check.kept, check.found);
  }

  /** The segments of the first pass of {@code map_kernel}. */
  private static List<Range> mappedSegments(KernelImage kernel) {
    List<Range> segments = new ArrayList<>();
    if (kernel.traits().has(Trait.MAP_TEXT_HEAD) || !kernel.traits().has(Trait.C_MAP_KERNEL)) {
      add(segments, kernel, "_text", "_stext");
    }
    add(segments, kernel, "_stext", "_etext");
    add(segments, kernel, "__start_rodata", "__inittext_begin");
    add(segments, kernel, "__inittext_begin", "__inittext_end");
    add(segments, kernel, "__initdata_begin", "__initdata_end");
    add(segments, kernel, "_data", "_end");
    return segments;
  }

  private static void add(List<Range> segments, KernelImage kernel, String start, String end) {
    segments.add(new Range(kernel.symbols().require(start), kernel.symbols().require(end)));
  }

  private void place(long place) {
    long at = place - start;
    if (at < 0 || at > size - 8) {
      report(RelocationFinding.Rule.OUTSIDE, place);
      return;
    }
    if (!isMapped(place)) {
      report(RelocationFinding.Rule.UNMAPPED, place);
    }
    if (tables.contains(place) || tables.contains(place + 7)) {
      report(RelocationFinding.Rule.TABLES, place);
    }
    if ((place & 7) != 0) {
      report(RelocationFinding.Rule.MISALIGNED, place);
    }
    int first = (int) (at >>> 3);
    int last = (int) ((at + 7) >>> 3);
    if (changed.get(first) || changed.get(last)) {
      report(RelocationFinding.Rule.TWICE, place);
    }
    changed.set(first, last + 1);
  }

  private boolean isMapped(long place) {
    for (Range segment : mapped) {
      if (segment.contains(place) && segment.contains(place + 7)) {
        return true;
      }
    }
    return false;
  }

  private void report(RelocationFinding.Rule rule, long place) {
    found++;
    if (kept.size() < MOST_KEPT) {
      kept.add(new RelocationFinding(rule, place));
    }
  }
}

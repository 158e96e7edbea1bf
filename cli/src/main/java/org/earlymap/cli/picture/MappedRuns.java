// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.earlymap.Sizes;
import org.earlymap.arch.Rights;
import org.earlymap.compare.RangeMapping;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;

/** What tables map, as runs in the order of virtual addresses: the first ones, and how many. */
final class MappedRuns implements TableVisitor {
  /** More are counted: tables that no kernel made have millions. */
  private static final int MOST = 20_000;

  private final TranslationContext context;
  private final List<Mapping> kept = new ArrayList<>();
  private long total;

  private MappedRuns(TranslationContext context) {
    this.context = context;
  }

  static MappedRuns of(TableWalker walker) {
    MappedRuns runs = new MappedRuns(walker.context());
    walker.walkMerged(runs);
    return runs;
  }

  @Override
  public void leaves(
      long va, int level, long pa, long step, long count, long descriptor, int hierarchical) {
    total++;
    if (kept.size() < MOST) {
      long size = count << context.regime().granule().levelShift(level);
      boolean repeated = step == 0 && count > 1;
      kept.add(new Mapping(va, size, pa, repeated, level, descriptor, hierarchical));
    }
  }

  List<Mapping> kept() {
    return Collections.unmodifiableList(kept);
  }

  long total() {
    return total;
  }

  TranslationContext context() {
    return context;
  }

  /** How the leaves of a run map. */
  RangeMapping how(Mapping run) {
    return RangeMapping.of(run, context);
  }

  /** What may be done, short enough for a picture: {@code r-x}, with EL0's rights where it has. */
  String rights(Mapping run) {
    int rights = how(run).rights();
    String high = Rights.privileged(rights);
    boolean both = !context.permissions().kind().hasOnePrivilege() && (rights & Rights.EL0) != 0;
    return both ? high + "/" + Rights.unprivileged(rights) : high;
  }

  /** {@code 512 × 4 KiB, level 3, contiguous}; of a run that was cut, what it was cut from. */
  String leaves(Mapping run) {
    long leaf = context.regime().granule().levelSize(run.level());
    RangeMapping how = how(run);
    boolean whole = Long.remainderUnsigned(run.size(), leaf) == 0;
    return (whole
            ? Sizes.grouped(Long.divideUnsigned(run.size(), leaf)) + " × " + Sizes.binary(leaf)
            : "part of " + Sizes.binary(leaf) + " blocks")
        + ", level "
        + run.level()
        + (how.contiguous() ? ", contiguous" : "");
  }

  /** All of how a run maps, in one line. */
  String describe(Mapping run) {
    RangeMapping how = how(run);
    return leaves(run)
        + ", pa "
        + Markup.address(run.pa())
        + (run.repeated() ? " each" : "")
        + ", "
        + how.describeRights()
        + ", "
        + how.memoryType().describe()
        + (how.nonGlobal() ? ", nG" : "")
        + (how.guarded() ? ", GP" : "");
  }
}

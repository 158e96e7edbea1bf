// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.plan.PageExtents.Extent;
import org.earlymap.table.TableRoot;

/** Decides a plan: how wide, from which level, how many tables, where. */
final class TablePlanner {
  private static final long LEAST_ROOT_ALIGNMENT = 64;

  /** No plan needs more: that is half a tebibyte in 4K pages. */
  private static final long MOST_BYTES = 1L << 30;

  private final Plan plan;
  private final Granule granule;
  private final String name;
  private final List<Extent> extents;

  private TablePlanner(Plan plan, String name) {
    this.plan = plan;
    this.granule = plan.space().granule();
    this.name = name;
    this.extents = PageExtents.of(plan);
  }

  static PlannedTables plan(Plan plan, String name) {
    return new TablePlanner(plan, name).run();
  }

  /** A regime, the trees in it, and how many pages they take. */
  private record Choice(TranslationRegime regime, Map<VaHalf, TableTree> trees, long pages) {}

  private PlannedTables run() {
    if (extents.isEmpty()) {
      throw new PlanException("the plan maps nothing");
    }
    int bits = vaBits();
    Map<VaHalf, List<Extent>> halves = halves(bits);
    Choice choice = fewest(bits, halves);
    if (choice.pages > MOST_BYTES / granule.bytes()) {
      throw new PlanException(
          "the tables would take more than "
              + Sizes.binary(MOST_BYTES)
              + ": allow larger blocks, or map less");
    }
    return write(choice);
  }

  private int vaBits() {
    int most = plan.space().mostVaBits();
    OptionalInt asked = plan.space().vaBits();
    if (asked.isPresent()) {
      return asked.getAsInt();
    }
    int bits = PlanSpace.LEAST_VA_BITS;
    for (Extent extent : extents) {
      while (bits < most && half(extent, bits).isEmpty()) {
        bits++;
      }
    }
    return bits;
  }

  private Map<VaHalf, List<Extent>> halves(int bits) {
    Map<VaHalf, List<Extent>> halves = new EnumMap<>(VaHalf.class);
    for (Extent extent : extents) {
      VaHalf half =
          half(extent, bits)
              .orElseThrow(
                  () ->
                      new PlanException(
                          String.format(
                              Locale.ROOT,
                              "%s: %s to %s is not in an address space of %d bits%s",
                              extent.name(),
                              Hex.of(extent.va()),
                              Hex.of(extent.last()),
                              bits,
                              plan.space().kind().hasUpperHalf()
                                  ? ""
                                  : ", which has no upper half")));
      halves.computeIfAbsent(half, each -> new ArrayList<>()).add(extent);
    }
    return halves;
  }

  private Optional<VaHalf> half(Extent extent, int bits) {
    if (extent.last() >>> bits == 0) {
      return Optional.of(VaHalf.LOWER);
    }
    boolean upper = plan.space().kind().hasUpperHalf() && extent.va() >> bits == -1;
    return upper ? Optional.of(VaHalf.UPPER) : Optional.empty();
  }

  /** Of the regimes that there are the one with the fewest pages, of those the fewest levels. */
  private Choice fewest(int bits, Map<VaHalf, List<Extent>> halves) {
    Optional<Choice> best = Optional.empty();
    for (TranslationRegime regime : plan.space().regimes(bits)) {
      Map<VaHalf, TableTree> trees = new EnumMap<>(VaHalf.class);
      long pages = rootPages(regime, halves.size());
      for (Map.Entry<VaHalf, List<Extent>> half : halves.entrySet()) {
        TableTree tree = new TableTree(regime, plan.policy(), half.getValue());
        trees.put(half.getKey(), tree);
        pages += tree.tables();
      }
      if (best.isEmpty() || pages < best.get().pages) {
        best = Optional.of(new Choice(regime, trees, pages));
      }
    }
    return best.orElseThrow(
        () ->
            new PlanException(
                String.format(
                    Locale.ROOT,
                    "stage 2 cannot translate %d bits with %s granules and %d-bit physical"
                        + " addresses",
                    bits,
                    granule.label(),
                    plan.space().paBits())));
  }

  /** Two small roots share a page. */
  private long rootPages(TranslationRegime regime, int roots) {
    return (roots * rootSize(regime) + granule.bytes() - 1) / granule.bytes();
  }

  private static long rootSize(TranslationRegime regime) {
    return Math.max(LEAST_ROOT_ALIGNMENT, regime.rootBytes());
  }

  private PlannedTables write(Choice choice) {
    TranslationRegime regime = choice.regime;
    long needed = choice.pages * granule.bytes();
    long alignment = Math.max(granule.bytes(), regime.rootBytes());
    TablePlace place = TablePlace.of(plan, extents, needed, alignment);
    PhysicalMemory memory = PhysicalMemory.of(PlanRegisters.order(plan.space()));
    memory.add(place.pa(), (int) needed);
    List<TableRoot> roots = new ArrayList<>();
    long root = place.pa();
    long next = place.pa() + rootPages(regime, choice.trees.size()) * granule.bytes();
    for (Map.Entry<VaHalf, TableTree> tree : choice.trees.entrySet()) {
      String own = choice.trees.size() == 1 ? name : name + suffix(tree.getKey());
      roots.add(new TableRoot(own, root, tree.getKey(), regime));
      next = tree.getValue().write(memory, root, next);
      root += rootSize(regime);
    }
    PlanSpace space = plan.space();
    PlanSpace decided =
        new PlanSpace(
            space.kind(),
            space.granule(),
            OptionalInt.of(regime.vaBits()),
            space.paBits(),
            space.wide(),
            space.bigEndian());
    return new PlannedTables(
        decided,
        memory,
        place.pa(),
        place.size(),
        (int) choice.pages,
        roots,
        PlanRegisters.of(decided, plan.policy(), roots));
  }

  private static String suffix(VaHalf half) {
    return half == VaHalf.LOWER ? "_lower" : "_upper";
  }

  /** How much {@code needed} is, in words. */
  static String pages(long needed, Granule granule) {
    return needed / granule.bytes() + " pages, " + Sizes.exact(needed);
  }
}

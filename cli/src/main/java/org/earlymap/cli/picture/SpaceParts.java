// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.RegionKind;
import org.earlymap.table.Mapping;

/** An address space as its tables map it: the regions by name, and in each what is mapped. */
final class SpaceParts {
  /** The kernel's and a board's regions are fewer; a manifest may say what it wants. */
  private static final int MOST_BANDS = 48;

  private static final Comparator<Part> BY_ADDRESS =
      Comparator.comparing(Part::start, Long::compareUnsigned)
          .thenComparing(part -> part.end() - 1, (a, b) -> Long.compareUnsigned(b, a));

  private final List<AddressRegion> named;
  private final MappedRuns runs;
  private final Predicate<Mapping> changed;

  private SpaceParts(List<AddressRegion> named, MappedRuns runs, Predicate<Mapping> changed) {
    this.named = named;
    this.runs = runs;
    this.changed = changed;
  }

  /**
   * The parts of a picture.
   *
   * @param regions the address space by name; none where nothing says it
   * @param changed which runs are marked
   */
  static List<Part> of(List<AddressRegion> regions, MappedRuns runs, Predicate<Mapping> changed) {
    List<AddressRegion> here =
        regions.stream()
            .filter(region -> runs.context().covers(region.start()))
            .sorted(Comparator.comparing(AddressRegion::start, Long::compareUnsigned))
            .toList();
    return new SpaceParts(here, runs, changed).parts();
  }

  private List<Part> parts() {
    List<Part> bands = new ArrayList<>();
    for (AddressRegion region : named) {
      Part band = Part.of(region, false);
      boolean apart = bands.isEmpty() || !bands.get(bands.size() - 1).holds(band);
      if (region.depth() == 0 && apart && bands.size() < MOST_BANDS) {
        bands.add(band);
      }
    }
    List<Part> rows = new ArrayList<>();
    for (Mapping run : runs.kept()) {
      Part row = row(run);
      rows.add(row);
      if (bands.stream().noneMatch(band -> band.holds(row))) {
        nameless(bands, row);
      }
    }
    bands.sort(BY_ADDRESS);
    List<Part> all = new ArrayList<>();
    int next = 0;
    for (Part band : bands) {
      all.add(band);
      while (next < rows.size() && Long.compareUnsigned(rows.get(next).start(), band.start()) < 0) {
        next++;
      }
      while (next < rows.size() && band.holds(rows.get(next))) {
        all.add(rows.get(next));
        next++;
      }
    }
    return all;
  }

  /** Puts a run that lies in no named region into a band, with those that are near it. */
  private void nameless(List<Part> bands, Part row) {
    Part last = bands.isEmpty() ? row : bands.get(bands.size() - 1);
    long near = runs.context().regime().granule().levelSize(1);
    boolean joins =
        !bands.isEmpty()
            && last.style().equals("k-mapped")
            && Long.compareUnsigned(row.start() - last.end(), near) <= 0;
    if (joins) {
      bands.set(bands.size() - 1, Part.band("mapped", "k-mapped", last.start(), row.end()));
    } else if (bands.size() < MOST_BANDS) {
      bands.add(Part.band("mapped", "k-mapped", row.start(), row.end()));
    }
  }

  private Part row(Mapping run) {
    return new Part(
        name(run),
        Markup.rightsClass(runs.rights(run)),
        1,
        run.va(),
        run.endVa(),
        runs.describe(run),
        runs.rights(run),
        changed.test(run));
  }

  /** The named ranges that a run reaches over, where it starts with one; else that it lies in. */
  private String name(Mapping run) {
    Part whole = Part.band("", "", run.va(), run.endVa());
    List<AddressRegion> over = new ArrayList<>();
    String around = "mapped";
    int deepest = 1;
    for (AddressRegion region : named) {
      Part part = Part.of(region, false);
      if (region.depth() > 0 && whole.surrounds(part)) {
        over.add(region);
        deepest = Math.max(deepest, region.depth());
      } else if (region.depth() > 0 && part.surrounds(whole)) {
        around = region.name();
      }
    }
    int level = deepest;
    over.removeIf(region -> region.depth() < level);
    if (over.isEmpty() || over.get(0).start() != run.va()) {
      return around;
    }
    String first = over.get(0).name();
    return over.size() == 1 ? first : first + " and " + (over.size() - 1) + " more";
  }

  /**
   * The parts of the kernel's image, in the order of their addresses; none where none are known.
   */
  static List<AddressRegion> image(List<AddressRegion> regions) {
    return regions.stream()
        .filter(region -> region.depth() == 1 && region.start() < 0)
        .filter(region -> region.name().equals(RegionKind.KERNEL_IMAGE.title()))
        .findFirst()
        .map(
            image ->
                regions.stream()
                    .filter(region -> region.kind() == RegionKind.KERNEL_IMAGE)
                    .filter(region -> region.depth() == 2 && image.contains(region))
                    .limit(MOST_BANDS)
                    .toList())
        .orElse(List.of());
  }
}

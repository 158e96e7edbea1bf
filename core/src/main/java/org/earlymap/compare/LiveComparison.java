// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.earlymap.InputException;
import org.earlymap.Range;
import org.earlymap.layout.PageTableDump;
import org.earlymap.table.TableWalker;

/**
 * Predicted tables against the text of a running machine's.
 *
 * <p>A running kernel takes rights away: it frees its init memory, makes aliases of code read-only,
 * protects KFENCE's pool; and it changes the slots of its fixmap. It never gives rights to what was
 * mapped, and never maps other memory in the linear map or the image: such a difference is one that
 * should not be.
 *
 * @param regions what agrees in each, in address order
 * @param differences what does not, in address order
 */
public record LiveComparison(List<Region> regions, List<Difference> differences) {
  /** Where in the address space. */
  public enum Place {
    IMAGE("kernel image"),
    LINEAR_MAP("linear map"),
    FIXMAP("fixmap"),
    VMEMMAP("vmemmap");

    private final String label;

    Place(String label) {
      this.label = label;
    }

    /** The place in words. */
    public String label() {
      return label;
    }
  }

  /**
   * The sums of a place, in bytes.
   *
   * @param predicted what the build maps
   * @param agree what the machine maps with the same rights
   * @param reshaped what of that it maps by other levels, or in other runs
   */
  public record Region(Place place, long predicted, long agree, long reshaped) {}

  /**
   * A range that differs.
   *
   * @param predicted rights and memory type, or that it is not mapped
   * @param found the same on the machine
   * @param reason what a running system does there; empty where it should not
   */
  public record Difference(
      Place place, Range range, String predicted, String found, Optional<String> reason) {}

  private static final String UNMAPPED = "not mapped";

  /** Copies the lists. */
  public LiveComparison {
    regions = List.copyOf(regions);
    differences = List.copyOf(differences);
  }

  /** Whether nothing differs but what a running system changes. */
  public boolean agrees() {
    return differences.stream().allMatch(difference -> difference.reason().isPresent());
  }

  /**
   * Compares.
   *
   * @param predicted walks the kernel's own tables of a build
   * @param name stands for the text in messages
   * @param text of {@code /sys/kernel/debug/kernel_page_tables}
   * @throws InputException where the text has no such lines, or not of the whole address space, or
   *     lacks a mark; and where the build maps no image or no linear map to compare
   */
  public static LiveComparison of(TableWalker predicted, String name, String text) {
    List<PageTableLine> found = PageTableLine.of(name, text);
    if (found.isEmpty()) {
      throw new InputException(
          name + ": found no line of mapped memory, expected the text of kernel_page_tables");
    }
    StringBuilder own = new StringBuilder();
    PageTableDump.write(predicted, List.of(), line -> own.append(line).append('\n'));
    List<PageTableLine> built = PageTableLine.of("the build", own.toString());
    Places places = Places.of(name, built, PageTableLine.spans(text));
    return compare(built, found, places);
  }

  private static LiveComparison compare(
      List<PageTableLine> predicted, List<PageTableLine> found, Places places) {
    TreeSet<Long> cuts = new TreeSet<>(Long::compareUnsigned);
    predicted.forEach(line -> addCuts(line, cuts));
    found.forEach(line -> addCuts(line, cuts));
    Map<Place, long[]> sums = new LinkedHashMap<>();
    List<Difference> differences = new ArrayList<>();
    int mine = 0;
    int theirs = 0;
    for (long start : cuts) {
      Long end = cuts.higher(start);
      if (end == null) {
        break;
      }
      mine = skip(predicted, mine, start);
      theirs = skip(found, theirs, start);
      Optional<PageTableLine> built = at(predicted, mine, start);
      Optional<PageTableLine> live = at(found, theirs, start);
      Optional<Place> place = places.of(start);
      if (place.isEmpty() || (built.isEmpty() && live.isEmpty())) {
        continue;
      }
      Range range = new Range(start, end);
      long[] sum = sums.computeIfAbsent(place.get(), key -> new long[3]);
      sum[0] += built.isPresent() ? range.size() : 0;
      String before = built.map(PageTableLine::rights).orElse(UNMAPPED);
      String now = live.map(PageTableLine::rights).orElse(UNMAPPED);
      if (before.equals(now)) {
        sum[1] += range.size();
        boolean alike = built.get().shape().equals(live.get().shape());
        sum[2] += alike ? 0 : range.size();
      } else {
        add(
            differences,
            new Difference(place.get(), range, before, now, reason(place.get(), built, live)));
      }
    }
    List<Region> regions = new ArrayList<>();
    sums.forEach((place, sum) -> regions.add(new Region(place, sum[0], sum[1], sum[2])));
    return new LiveComparison(regions, unexcused(regions, differences));
  }

  /** Image and linear map are elsewhere where not even half of them agrees: no reason counts. */
  private static List<Difference> unexcused(List<Region> regions, List<Difference> differences) {
    List<Difference> judged = new ArrayList<>();
    for (Difference one : differences) {
      boolean elsewhere =
          (one.place() == Place.IMAGE || one.place() == Place.LINEAR_MAP)
              && regions.stream()
                  .anyMatch(all -> all.place() == one.place() && all.agree() < all.predicted() / 2);
      judged.add(
          elsewhere
              ? new Difference(
                  one.place(), one.range(), one.predicted(), one.found(), Optional.empty())
              : one);
    }
    return judged;
  }

  private static void addCuts(PageTableLine line, TreeSet<Long> cuts) {
    cuts.add(line.range().start());
    cuts.add(line.range().end());
  }

  private static int skip(List<PageTableLine> lines, int from, long va) {
    int at = from;
    while (at < lines.size() && Long.compareUnsigned(lines.get(at).range().end() - 1, va) < 0) {
      at++;
    }
    return at;
  }

  private static Optional<PageTableLine> at(List<PageTableLine> lines, int index, long va) {
    return index < lines.size() && lines.get(index).range().contains(va)
        ? Optional.of(lines.get(index))
        : Optional.empty();
  }

  /** Joins what differs in the same way and touches. */
  private static void add(List<Difference> differences, Difference next) {
    if (!differences.isEmpty()) {
      Difference last = differences.get(differences.size() - 1);
      boolean touches = last.range().end() == next.range().start();
      if (touches
          && last.place() == next.place()
          && last.predicted().equals(next.predicted())
          && last.found().equals(next.found())) {
        differences.set(
            differences.size() - 1,
            new Difference(
                last.place(),
                new Range(last.range().start(), next.range().end()),
                last.predicted(),
                last.found(),
                last.reason()));
        return;
      }
    }
    differences.add(next);
  }

  private static Optional<String> reason(
      Place place, Optional<PageTableLine> built, Optional<PageTableLine> live) {
    if (place == Place.FIXMAP) {
      if (live.isEmpty()) {
        return Optional.of("a slot of the boot, cleared");
      }
      boolean slot = !live.get().user() && !(live.get().writable() && live.get().executable());
      return slot
          ? Optional.of("a slot of the running kernel: text is patched, or an error source is read")
          : Optional.empty();
    }
    if (place == Place.VMEMMAP) {
      return built.isEmpty() && live.isPresent() && !live.get().executable() && !live.get().user()
          ? Optional.of("the array of struct page, made after the build's stage")
          : Optional.empty();
    }
    if (built.isEmpty()) {
      return Optional.empty();
    }
    if (live.isEmpty()) {
      return Optional.of(
          place == Place.IMAGE
              ? "init memory, freed"
              : "taken out: KFENCE's pool, secret memory, or pages that are free");
    }
    boolean fewer =
        (built.get().writable() || !live.get().writable())
            && (built.get().executable() || !live.get().executable())
            && !live.get().user();
    boolean sameType = built.get().memoryType().equals(live.get().memoryType());
    if (!fewer || !sameType) {
      return Optional.empty();
    }
    return Optional.of(
        place == Place.IMAGE
            ? "protected: mark_rodata_ro"
            : "the alias of code or of read-only data: modules, BPF, the kernel's own");
  }

  /** Where the places are, by the marks of the text; the image is what the build maps elsewhere. */
  private record Places(Range linearMap, Range fixmap, Range vmemmap, Range image) {
    static Places of(String name, List<PageTableLine> predicted, Map<String, Range> marks) {
      Range linear = marked(name, marks, "Linear Mapping start");
      Range fixmap = marked(name, marks, "Fixmap start");
      Range vmemmap = marked(name, marks, "vmemmap start");
      List<PageTableLine> rest =
          predicted.stream()
              .filter(
                  line ->
                      !linear.contains(line.range().start())
                          && !fixmap.contains(line.range().start())
                          && !vmemmap.contains(line.range().start()))
              .toList();
      if (rest.isEmpty()) {
        throw new InputException("the build's tables map no image that could be compared");
      }
      Range image = new Range(rest.get(0).range().start(), rest.get(rest.size() - 1).range().end());
      return new Places(linear, fixmap, vmemmap, image);
    }

    private static Range marked(String name, Map<String, Range> marks, String mark) {
      Range range = marks.get(mark);
      if (range == null) {
        throw new InputException(name + ": found no lines behind the mark ---[ " + mark + " ]---");
      }
      return range;
    }

    Optional<Place> of(long va) {
      if (linearMap.contains(va)) {
        return Optional.of(Place.LINEAR_MAP);
      }
      if (fixmap.contains(va)) {
        return Optional.of(Place.FIXMAP);
      }
      if (vmemmap.contains(va)) {
        return Optional.of(Place.VMEMMAP);
      }
      return image.contains(va) ? Optional.of(Place.IMAGE) : Optional.empty();
    }
  }
}

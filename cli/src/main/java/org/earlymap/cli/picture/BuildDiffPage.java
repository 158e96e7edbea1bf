// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.address;
import static org.earlymap.cli.picture.Markup.escaped;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.earlymap.Sizes;
import org.earlymap.arch.VaHalf;
import org.earlymap.build.BuildDiff;
import org.earlymap.compare.MappingChange;
import org.earlymap.layout.AddressRegion;
import org.earlymap.table.Mapping;

/** Two builds as a page: the pictures of both side by side, and what they map differently. */
public final class BuildDiffPage {
  /** More are counted. */
  private static final int MOST_LINES = 1_000;

  /**
   * One line of the table.
   *
   * @param root the root that the range lies beneath
   * @param va the range's first address
   * @param endVa the address after its last
   * @param differs in what the sides differ, in words
   * @param before how the first side maps it, in words
   * @param after how the second side maps it, in words
   */
  public record Line(
      String root, long va, long endVa, String differs, String before, String after) {}

  private final StringBuilder html = new StringBuilder();
  private final BuildPieces pieces = new BuildPieces(html);
  private final BuildView before;
  private final BuildView after;
  private final BuildDiff diff;

  private BuildDiffPage(BuildView before, BuildView after, BuildDiff diff) {
    this.before = before;
    this.after = after;
    this.diff = diff;
  }

  /**
   * The page of a comparison.
   *
   * @param whole whether all tables of both could be read
   */
  public static String of(
      BuildView before, BuildView after, BuildDiff diff, List<Line> lines, boolean whole) {
    BuildDiffPage page = new BuildDiffPage(before, after, diff);
    page.write(lines, whole);
    return page.html.toString();
  }

  private void write(List<Line> lines, boolean whole) {
    html.append(PageFrame.start(count(lines.size()), "Two builds", "two"));
    if (!whole) {
      html.append("<p><b>Not all tables could be read:</b> what is said holds for the others");
      html.append(" only.</p>\n");
    }
    if (lines.isEmpty() && diff.changedDescriptors() > 0) {
      html.append("<p>Descriptors that differ and map the same: ");
      html.append(Sizes.grouped(diff.changedDescriptors())).append("</p>\n");
    }
    html.append("<div class=\"pair\">\n<section><h2>Before</h2>\n");
    BuildFacts.write(html, before);
    html.append("</section>\n<section><h2>After</h2>\n");
    BuildFacts.write(html, after);
    html.append("</section>\n</div>\n");
    writeLines(lines);
    for (BuildView.Root root : before.roots()) {
      after.roots().stream()
          .filter(other -> other.name().equals(root.name()))
          .findFirst()
          .ifPresent(other -> writeRoot(root, other));
    }
    writeMemory();
    html.append(PageFrame.END);
  }

  private static String count(int ranges) {
    return ranges == 0
        ? "No mapping differs"
        : ranges + (ranges == 1 ? " range differs" : " ranges differ");
  }

  private void writeLines(List<Line> lines) {
    diff.onlyBefore().forEach(root -> only(root, "before"));
    diff.onlyAfter().forEach(root -> only(root, "after"));
    if (lines.isEmpty()) {
      return;
    }
    html.append("<h2>What differs</h2>\n").append(Markup.scroll("What differs"));
    html.append("<table>\n<thead><tr><th>Root</th><th>Start</th><th>End</th><th>Size</th>");
    html.append("<th>Differs in</th><th>Before</th><th>After</th></tr></thead>\n<tbody>\n");
    for (Line line : lines.subList(0, Math.min(lines.size(), MOST_LINES))) {
      html.append("<tr><td>").append(escaped(line.root()));
      html.append("</td><td class=\"mono\">").append(address(line.va()));
      html.append("</td><td class=\"mono\">").append(address(line.endVa()));
      html.append("</td><td class=\"num\">").append(Sizes.rounded(line.endVa() - line.va()));
      html.append("</td><td class=\"changed-kind\">").append(escaped(line.differs()));
      html.append("</td><td>").append(escaped(line.before()));
      html.append("</td><td>").append(escaped(line.after())).append("</td></tr>\n");
    }
    html.append("</tbody></table></div>\n");
    if (lines.size() > MOST_LINES) {
      html.append("<p class=\"over\">").append(Sizes.grouped(lines.size() - MOST_LINES));
      html.append(" more are not shown: diff --format json has all.</p>\n");
    }
  }

  private void only(String root, String side) {
    html.append("<p>Only ").append(side).append(" has the root <b>").append(escaped(root));
    html.append("</b>.</p>\n");
  }

  private void writeRoot(BuildView.Root old, BuildView.Root young) {
    Predicate<Mapping> changed =
        new ChangedRanges(diff.roots().getOrDefault(old.name(), List.of()))::touch;
    MappedRuns oldRuns = MappedRuns.of(old.walker());
    MappedRuns youngRuns = MappedRuns.of(young.walker());
    html.append("<h2>").append(escaped(old.name())).append("</h2>\n").append(Legend.DIFFERENCE);
    html.append("<div class=\"pair\">\n");
    pieces.spaceBeside(before, old, oldRuns, changed);
    pieces.spaceBeside(after, young, youngRuns, changed);
    html.append("</div>\n<div class=\"pair\">\n<div>");
    pieces.runs(old, oldRuns, changed);
    html.append("</div>\n<div>");
    pieces.runs(young, youngRuns, changed);
    html.append("</div>\n</div>\n");
    boolean kernels = oldRuns.context().half() == VaHalf.UPPER;
    List<AddressRegion> oldParts = SpaceParts.image(BuildPieces.regions(before));
    List<AddressRegion> youngParts = SpaceParts.image(BuildPieces.regions(after));
    if (kernels && !oldParts.isEmpty() && !youngParts.isEmpty()) {
      html.append("<h2>The kernel's image</h2>\n<div class=\"pair\">\n");
      writeImage(before, new ImageTable(oldParts, oldRuns, changed));
      writeImage(after, new ImageTable(youngParts, youngRuns, changed));
      html.append("</div>\n");
    }
  }

  private void writeImage(BuildView side, ImageTable image) {
    html.append("<div>\n");
    pieces.imageBeside(side, image);
    image.write(html, false);
    html.append("</div>\n");
  }

  private void writeMemory() {
    List<Part> old = BuildPieces.memoryParts(before, part -> false);
    List<Part> young = BuildPieces.memoryParts(after, part -> false);
    html.append("<h2>Physical memory</h2>\n<div class=\"pair\">\n");
    pieces.memoryBeside(before, isMissingIn(young));
    pieces.memoryBeside(after, isMissingIn(old));
    html.append("</div>\n");
  }

  /** Whether the other side has no such part at the same place. */
  private static Predicate<Part> isMissingIn(List<Part> other) {
    record Place(String name, long start, long end) {}
    Set<Place> places = new HashSet<>();
    other.forEach(part -> places.add(new Place(part.name(), part.start(), part.end())));
    return part -> !places.contains(new Place(part.name(), part.start(), part.end()));
  }

  /** The ranges that two builds map differently, in the order of their addresses. */
  private record ChangedRanges(List<MappingChange> changes) {
    /** Whether one of them has an address of {@code run}. */
    boolean touch(Mapping run) {
      int low = 0;
      int high = changes.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (Long.compareUnsigned(changes.get(middle).endVa() - 1, run.va()) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low < changes.size()
          && Long.compareUnsigned(changes.get(low).va(), run.endVa() - 1) <= 0;
    }
  }
}

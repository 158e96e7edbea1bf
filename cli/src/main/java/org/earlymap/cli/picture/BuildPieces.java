// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.address;
import static org.earlymap.cli.picture.Markup.escaped;

import java.util.List;
import java.util.function.Predicate;
import org.earlymap.Sizes;
import org.earlymap.build.BuildManifest;
import org.earlymap.layout.AddressRegion;
import org.earlymap.table.Mapping;

/** The pictures of a build, each with its table: of one build, or of two side by side. */
final class BuildPieces {
  /** Rows of a table at most. */
  private static final int MOST_ROWS = 500;

  private static final String UNTRANSLATED = SpacePicture.UNTRANSLATED;
  private static final String IMAGE = "The kernel's image";
  private static final String NOT_IMAGE = "not part of the image";
  private static final String MEMORY = "Physical memory";
  private static final String NOT_MEMORY = "not memory";

  private final StringBuilder html;

  BuildPieces(StringBuilder html) {
    this.html = html;
  }

  static List<AddressRegion> regions(BuildView view) {
    return view.manifest().map(BuildManifest::regions).orElse(List.of());
  }

  /** What a root maps, drawn. */
  void space(BuildView view, BuildView.Root root, MappedRuns runs) {
    List<Part> parts = SpaceParts.of(regions(view), runs, run -> false);
    figure(view, SpacePicture.of(parts, "What " + root.name() + " maps", UNTRANSLATED), parts);
  }

  /** What a root maps, drawn to stand beside another. */
  void spaceBeside(
      BuildView view, BuildView.Root root, MappedRuns runs, Predicate<Mapping> changed) {
    List<Part> parts = SpaceParts.of(regions(view), runs, changed);
    figure(view, SpacePicture.beside(parts, "What " + root.name() + " maps", UNTRANSLATED), parts);
  }

  private void figure(BuildView view, String picture, List<Part> parts) {
    html.append("<figure>\n<figcaption>").append(escaped(view.title())).append("</figcaption>\n");
    html.append(parts.isEmpty() ? "<p>Nothing to draw.</p>\n" : picture).append("</figure>\n");
  }

  /** All runs of a root, to open. */
  void runs(BuildView.Root root, MappedRuns runs, Predicate<Mapping> changed) {
    long shown = Math.min(runs.kept().size(), MOST_ROWS);
    html.append("<details><summary>All that ").append(escaped(root.name())).append(" maps: ");
    html.append(Sizes.grouped(runs.total())).append(runs.total() == 1 ? " range" : " ranges");
    html.append(
        "</summary>\n"
            + Markup.scroll("All ranges")
            + "<table>\n<thead><tr><th>Start</th><th>End</th>");
    html.append("<th>Size</th><th>Rights</th><th>How</th></tr></thead>\n<tbody>\n");
    for (Mapping run : runs.kept().subList(0, (int) shown)) {
      html.append(changed.test(run) ? "<tr class=\"changed\">" : "<tr>")
          .append("<td class=\"mono\">");
      html.append(address(run.va()))
          .append("</td><td class=\"mono\">")
          .append(address(run.endVa()));
      html.append("</td><td class=\"num\">").append(Sizes.rounded(run.size())).append("</td><td>");
      html.append(Markup.chip(runs.rights(run))).append("</td><td>");
      html.append(escaped(runs.describe(run))).append("</td></tr>\n");
    }
    html.append("</tbody></table></div>\n");
    if (runs.total() > shown) {
      html.append("<p class=\"over\">").append(Sizes.grouped(runs.total() - shown));
      html.append(" more are not shown: dump --format csv has all.</p>\n");
    }
    html.append("</details>\n");
  }

  /** The image's parts, drawn. */
  void image(BuildView view, ImageTable image) {
    List<Part> parts = image.drawn();
    figure(view, SpacePicture.of(parts, IMAGE, NOT_IMAGE), parts);
  }

  void imageBeside(BuildView view, ImageTable image) {
    List<Part> parts = image.drawn();
    figure(view, SpacePicture.beside(parts, IMAGE, NOT_IMAGE), parts);
  }

  /** Physical memory, drawn. */
  void memory(BuildView view) {
    List<Part> parts = memoryParts(view, part -> false);
    figure(view, SpacePicture.of(parts, MEMORY, NOT_MEMORY), parts);
  }

  /** Physical memory with marks on what {@code changed} names. */
  void memoryBeside(BuildView view, Predicate<Part> changed) {
    List<Part> parts = memoryParts(view, changed);
    figure(view, SpacePicture.beside(parts, MEMORY, NOT_MEMORY), parts);
  }

  static List<Part> memoryParts(BuildView view, Predicate<Part> changed) {
    return view.manifest().map(MemoryParts::of).orElse(List.of()).stream()
        .map(part -> changed.test(part) ? part.asMarked() : part)
        .toList();
  }

  /** What lies in physical memory, in a table. */
  void memoryTable(List<Part> parts) {
    html.append(
        Markup.scroll("Physical memory in a table")
            + "<table class=\"regions\">\n<thead><tr><th>What</th>");
    html.append("<th>Start</th><th>End</th><th>Size</th><th>Bytes</th><th>Note</th></tr></thead>");
    html.append("\n<tbody>\n");
    for (Part part : parts) {
      html.append("<tr class=\"depth-").append(part.depth()).append("\"><td>");
      html.append("<span class=\"swatch ").append(part.style()).append("\"></span>");
      html.append(escaped(part.name())).append("</td><td class=\"mono\">");
      html.append(address(part.start())).append("</td><td class=\"mono\">");
      html.append(address(part.end())).append("</td><td class=\"num\">");
      html.append(Sizes.rounded(part.size())).append("</td><td class=\"num\">");
      html.append(Long.toUnsignedString(part.size())).append("</td><td>");
      html.append(escaped(part.note())).append("</td></tr>\n");
    }
    html.append("</tbody></table></div>\n");
  }
}

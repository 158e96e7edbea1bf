// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.escaped;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.Sizes;
import org.earlymap.arch.VaHalf;
import org.earlymap.build.BuildManifest;
import org.earlymap.layout.AddressRegion;
import org.earlymap.table.TableFinding;
import org.earlymap.table.TableFindings;

/**
 * Tables as a page of HTML: what they map, the kernel's image in them, physical memory, and the
 * tables themselves to open; with nothing loaded and no script.
 */
public final class BuildPage {
  private static final int MOST_ROOTS = 8;
  private static final int MOST_FINDINGS = 50;

  private final StringBuilder html = new StringBuilder();
  private final BuildPieces pieces = new BuildPieces(html);
  private final BuildView view;

  private BuildPage(BuildView view) {
    this.view = view;
  }

  /** The page of {@code view}. */
  public static String of(BuildView view) {
    BuildPage page = new BuildPage(view);
    page.write();
    return page.html.toString();
  }

  private void write() {
    html.append(PageFrame.start(view.title(), "Translation tables", "build"));
    BuildFacts.write(html, view);
    List<BuildView.Root> roots = view.roots().subList(0, Math.min(view.roots().size(), MOST_ROOTS));
    html.append("<nav aria-label=\"On this page\"><a href=\"#space\">What is mapped</a>");
    List<AddressRegion> image = SpaceParts.image(BuildPieces.regions(view));
    html.append(image.isEmpty() ? "" : " <a href=\"#image\">The kernel's image</a>");
    html.append(view.manifest().isEmpty() ? "" : " <a href=\"#memory\">Physical memory</a>");
    html.append(" <a href=\"#tables\">The tables</a></nav>\n");
    html.append("<h2 id=\"space\">What is mapped</h2>\n").append(Legend.RIGHTS);
    List<MappedRuns> runs = new ArrayList<>();
    for (BuildView.Root root : roots) {
      MappedRuns mapped = MappedRuns.of(root.walker());
      runs.add(mapped);
      html.append("<h3>").append(escaped(root.name())).append(", ");
      html.append(mapped.context().baseRegister()).append("</h3>\n");
      pieces.space(view, root, mapped);
      pieces.runs(root, mapped, run -> false);
    }
    html.append("<p class=\"over\">Low addresses are at the top. Heights are logarithmic: each");
    html.append(" doubling of a region's size adds the same height. Rows at the right are what is");
    html.append(" mapped there, in order but not to scale.</p>\n");
    writeImage(image, runs);
    if (view.manifest().isPresent()) {
      writeMemory(view.manifest().get());
    }
    writeTables(roots);
    writeFindings(roots);
    html.append(PageFrame.END);
  }

  private void writeImage(List<AddressRegion> parts, List<MappedRuns> runs) {
    if (parts.isEmpty()) {
      return;
    }
    html.append("<h2 id=\"image\">The kernel's image</h2>\n");
    for (MappedRuns mapped : runs) {
      if (mapped.context().half() == VaHalf.UPPER) {
        ImageTable image = new ImageTable(parts, mapped, run -> false);
        pieces.image(view, image);
        image.write(html);
        return;
      }
    }
    html.append("<p>No tables for its addresses are here yet.</p>\n");
  }

  private void writeMemory(BuildManifest manifest) {
    html.append("<h2 id=\"memory\">Physical memory</h2>\n");
    pieces.memory(view);
    pieces.memoryTable(MemoryParts.of(manifest));
  }

  private void writeTables(List<BuildView.Root> roots) {
    html.append("<h2 id=\"tables\">The tables</h2>\n");
    for (BuildView.Root root : roots) {
      TreeMarkup.write(html, TableTree.of(root.walker(), view.writes()), root.name());
    }
    if (view.roots().size() > MOST_ROOTS) {
      html.append("<p>").append(view.roots().size() - MOST_ROOTS);
      html.append(" more roots are not shown.</p>\n");
    }
  }

  private void writeFindings(List<BuildView.Root> roots) {
    for (BuildView.Root root : roots) {
      TableFindings findings = TableFindings.of(root.walker(), MOST_FINDINGS);
      if (findings.total() > 0) {
        html.append("<h2>What is wrong with ").append(escaped(root.name())).append("</h2>\n<ul>\n");
        for (TableFinding finding : findings.kept()) {
          html.append("<li>").append(escaped(finding.describe())).append("</li>\n");
        }
        html.append("</ul>\n<p class=\"over\">").append(Sizes.grouped(findings.total()));
        html.append(" in all</p>\n");
      }
    }
  }
}

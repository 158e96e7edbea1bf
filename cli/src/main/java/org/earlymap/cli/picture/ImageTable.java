// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.address;
import static org.earlymap.cli.picture.Markup.escaped;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.earlymap.Range;
import org.earlymap.Sizes;
import org.earlymap.layout.AddressRegion;
import org.earlymap.table.Mapping;

/** The kernel's image, part by part: how its tables map each, and where else they map it. */
final class ImageTable {
  /** What is shown of one part at most. */
  private static final int MOST_RUNS = 12;

  private final List<AddressRegion> parts;
  private final MappedRuns runs;
  private final Predicate<Mapping> changed;

  ImageTable(List<AddressRegion> parts, MappedRuns runs, Predicate<Mapping> changed) {
    this.parts = parts;
    this.runs = runs;
    this.changed = changed;
  }

  /** The parts, each with the runs that map it, cut to it. */
  List<Part> drawn() {
    List<Part> drawn = new ArrayList<>();
    for (AddressRegion part : parts) {
      drawn.add(Part.band(part.name(), Markup.styleClass(part.kind()), part.start(), part.end()));
      for (Mapping run : within(part)) {
        drawn.add(
            new Part(
                runs.leaves(run),
                Markup.rightsClass(runs.rights(run)),
                1,
                run.va(),
                run.endVa(),
                runs.describe(run),
                runs.rights(run),
                changed.test(run)));
      }
    }
    return drawn;
  }

  /** The table with all that is known. */
  void write(StringBuilder html) {
    write(html, true);
  }

  /**
   * The table.
   *
   * @param wide whether there is room for addresses, and for where else the parts are mapped
   */
  void write(StringBuilder html, boolean wide) {
    html.append(Markup.scroll("The image's parts in a table"));
    html.append("<table class=\"image\">\n<thead><tr><th>Part</th>");
    html.append(wide ? "<th>Start</th>" : "").append("<th>Size</th>");
    html.append(wide ? "<th>Physical</th>" : "").append("<th>Mapped as</th><th>Rights</th>");
    html.append(wide ? "<th>Memory</th><th>Mapped elsewhere</th>" : "");
    html.append("</tr></thead>\n<tbody>\n");
    int columns = wide ? 8 : 4;
    for (AddressRegion part : parts) {
      List<Mapping> within = within(part);
      if (within.isEmpty()) {
        html.append("<tr><td>").append(escaped(part.name())).append("</td><td colspan=\"");
        html.append(columns - 1).append("\">not mapped</td></tr>\n");
      }
      for (int i = 0; i < within.size() && i < MOST_RUNS; i++) {
        row(html, i == 0 ? part.name() : "", within.get(i), wide);
      }
      if (within.size() > MOST_RUNS) {
        html.append("<tr><td></td><td colspan=\"");
        html.append(columns - 1).append("\">and ").append(within.size() - MOST_RUNS);
        html.append(" more runs</td></tr>\n");
      }
    }
    html.append("</tbody></table></div>\n");
  }

  private void row(StringBuilder html, String name, Mapping run, boolean wide) {
    html.append(changed.test(run) ? "<tr class=\"changed\"><td>" : "<tr><td>");
    html.append(escaped(name)).append("</td>");
    if (wide) {
      html.append("<td class=\"mono\">").append(address(run.va())).append("</td>");
    }
    html.append("<td class=\"num\">").append(Sizes.rounded(run.size())).append("</td>");
    if (wide) {
      html.append("<td class=\"mono\">").append(address(run.pa())).append("</td>");
    }
    html.append("<td>").append(escaped(runs.leaves(run)));
    html.append("</td><td>").append(Markup.chip(runs.rights(run))).append("</td>");
    if (wide) {
      html.append("<td>").append(escaped(runs.how(run).memoryType().describe()));
      html.append("</td><td>").append(elsewhere(run)).append("</td>");
    }
    html.append("</tr>\n");
  }

  /** The other addresses of the same memory, and what may be done through them. */
  private String elsewhere(Mapping run) {
    StringBuilder html = new StringBuilder();
    Range memory = new Range(run.pa(), run.pa() + run.size());
    int shown = 0;
    for (Mapping other : runs.kept()) {
      long length = other.repeated() ? leaf(other) : other.size();
      boolean same = Long.compareUnsigned(run.va() - other.va(), other.size()) < 0;
      if (!same && new Range(other.pa(), other.pa() + length).intersection(memory).isPresent()) {
        shown++;
        if (shown <= 3) {
          html.append(shown > 1 ? "<br>" : "").append(Markup.chip(runs.rights(other)));
          html.append(" <span class=\"mono\">")
              .append(address(first(other, run)))
              .append("</span>");
        }
      }
    }
    return shown > 3
        ? html.append("<br>and ").append(shown - 3).append(" more").toString()
        : html.toString();
  }

  /** Where {@code other} maps the first of the memory of {@code run} that it maps. */
  private static long first(Mapping other, Mapping run) {
    boolean before = Long.compareUnsigned(other.pa(), run.pa()) < 0;
    return before && !other.repeated() ? other.va() + (run.pa() - other.pa()) : other.va();
  }

  private long leaf(Mapping run) {
    return runs.context().regime().granule().levelSize(run.level());
  }

  private List<Mapping> within(AddressRegion part) {
    List<Mapping> within = new ArrayList<>();
    for (Mapping run : runs.kept()) {
      boolean covers = run.va() < 0 && run.va() < part.end() && run.endVa() > part.start();
      if (covers) {
        long from = Math.max(run.va(), part.start());
        long to = Math.min(run.endVa(), part.end());
        within.add(run.part(from - run.va(), to - from));
      }
    }
    return within;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.address;
import static org.earlymap.cli.picture.Markup.escaped;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.earlymap.Sizes;
import org.earlymap.compare.ConstantChange;
import org.earlymap.compare.LayoutDiff;
import org.earlymap.compare.NamedLayout;
import org.earlymap.compare.RegionChange;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.LayoutConstants;

/** Two address spaces as a page: both pictures side by side, and what differs in tables. */
public final class DiffPage {
  private final StringBuilder html = new StringBuilder();

  private DiffPage() {}

  /** The page of a comparison. */
  public static String of(NamedLayout before, NamedLayout after, LayoutDiff diff) {
    DiffPage page = new DiffPage();
    page.write(before, after, diff);
    return page.html.toString();
  }

  private void write(NamedLayout before, NamedLayout after, LayoutDiff diff) {
    String count =
        diff.isEmpty()
            ? "No difference"
            : diff.regions().size()
                + (diff.regions().size() == 1 ? " region differs" : " regions differ");
    html.append(PageFrame.start(count, "Two address spaces", "two"));
    Set<AddressRegion> marked = new HashSet<>();
    for (RegionChange change : diff.regions()) {
      change.before().ifPresent(marked::add);
      change.after().ifPresent(marked::add);
    }
    html.append("<div class=\"pair\">\n");
    writePicture(before, marked);
    writePicture(after, marked);
    html.append("</div>\n<p class=\"over\">Low addresses are at the top; heights are logarithmic.");
    html.append(" What differs has a heavy outline.</p>\n");
    writeRegions(diff);
    writeConstants(diff);
    html.append(PageFrame.END);
  }

  private void writePicture(NamedLayout layout, Set<AddressRegion> marked) {
    html.append("<figure>\n<figcaption>").append(escaped(layout.title()));
    html.append("</figcaption>\n");
    if (!layout.regions().isEmpty()) {
      html.append(
          SpacePicture.beside(
              layout.regions().stream()
                  .map(region -> Part.of(region, marked.contains(region)))
                  .toList(),
              layout.title(),
              SpacePicture.UNTRANSLATED));
    }
    html.append("</figure>\n");
  }

  private void writeRegions(LayoutDiff diff) {
    if (diff.regions().isEmpty()) {
      return;
    }
    html.append(
        "<h2>Regions</h2>\n" + Markup.scroll("Regions") + "<table class=\"regions\">\n<thead><tr>");
    html.append("<th>Region</th><th>Change</th><th>Start before</th><th>Start after</th>");
    html.append("<th>Size before</th><th>Size after</th></tr></thead>\n<tbody>\n");
    for (RegionChange change : diff.regions()) {
      AddressRegion region = change.region();
      html.append("<tr class=\"depth-").append(region.depth()).append("\"><td>");
      html.append("<span class=\"swatch ").append(Markup.styleClass(region.kind()));
      html.append("\"></span>").append(escaped(region.name()));
      html.append("</td><td class=\"changed-kind\">").append(change.kind().label());
      writeStart(change.before());
      writeStart(change.after());
      writeSize(change.before());
      writeSize(change.after());
      html.append("</td></tr>\n");
    }
    html.append("</tbody></table></div>\n");
  }

  private void writeStart(Optional<AddressRegion> region) {
    html.append("</td><td class=\"mono\">");
    html.append(region.map(there -> address(there.start())).orElse(""));
  }

  private void writeSize(Optional<AddressRegion> region) {
    html.append("</td><td class=\"num\">");
    html.append(
        region
            .map(
                there ->
                    Sizes.rounded(there.size())
                        + "<br><small>"
                        + Long.toUnsignedString(there.size())
                        + "</small>")
            .orElse(""));
  }

  private void writeConstants(LayoutDiff diff) {
    if (diff.constants().isEmpty()) {
      return;
    }
    html.append(
        "<h2>Constants</h2>\n"
            + Markup.scroll("Constants")
            + "<table class=\"constants\">\n<thead>");
    html.append("<tr><th>Name</th><th>Before</th><th>After</th></tr></thead>\n<tbody>\n");
    for (ConstantChange change : diff.constants()) {
      html.append("<tr><td class=\"mono\">").append(escaped(change.name()));
      html.append("</td><td class=\"mono num\">").append(shown(change.before()));
      html.append("</td><td class=\"mono num\">").append(shown(change.after()));
      html.append("</td></tr>\n");
    }
    html.append("</tbody></table></div>\n");
  }

  private static String shown(OptionalLong value) {
    if (value.isEmpty()) {
      return "";
    }
    long number = value.getAsLong();
    return LayoutConstants.isHexadecimal(number)
        ? "0x" + Long.toHexString(number)
        : Long.toString(number);
  }
}

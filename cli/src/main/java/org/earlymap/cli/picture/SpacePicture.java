// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.address;
import static org.earlymap.cli.picture.Markup.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.earlymap.Sizes;
import org.earlymap.layout.AddressRegion;

/**
 * An address space as SVG: low addresses at the top, the regions that divide it in one column, what
 * lies in them in another.
 */
final class SpacePicture {
  private static final double TOP = 18;
  private static final double MAIN_X = 156;
  private static final double MAIN_WIDTH = 236;
  private static final double DETAIL_X = 440;
  private static final double DETAIL_WIDTH = 236;
  private static final double INDENT = 14;
  private static final double WIDTH = 900;
  private static final double BREAK_HEIGHT = 44;

  private final List<AddressRegion> regions;
  private final boolean details;
  private final Set<AddressRegion> marked;
  private final List<Band> bands = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();
  private double height;

  private SpacePicture(List<AddressRegion> regions, boolean details, Set<AddressRegion> marked) {
    this.regions = regions;
    this.details = details;
    this.marked = marked;
  }

  /**
   * The picture of a space.
   *
   * @param regions in address order, each followed by what lies in it
   * @param label what a reader who cannot see it is told
   */
  static String of(List<AddressRegion> regions, String label) {
    return new SpacePicture(regions, true, Set.of()).draw(label);
  }

  /** The main column alone, with some regions marked. */
  static String narrow(List<AddressRegion> regions, String label, Set<AddressRegion> marked) {
    return new SpacePicture(regions, false, marked).draw(label);
  }

  private String draw(String label) {
    placeBands();
    List<DetailGroup> groups = details ? groups() : List.of();
    height = DetailGroup.place(groups, height);
    double width = details ? WIDTH : MAIN_X + MAIN_WIDTH + 8;
    svg.append(
        "<svg class=\"space\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ");
    svg.append(number(width)).append(' ').append(number(height + TOP));
    svg.append("\" aria-label=\"").append(Markup.escaped(label)).append("\">\n");
    for (DetailGroup group : groups) {
      drawLens(group);
    }
    for (int i = 0; i < bands.size(); i++) {
      drawBand(bands.get(i));
      drawBoundaries(i);
    }
    for (DetailGroup group : groups) {
      drawGroup(group);
    }
    for (Band band : bands) {
      drawOutline(band);
    }
    return svg.append("</svg>\n").toString();
  }

  private void placeBands() {
    double y = TOP;
    for (AddressRegion region : regions) {
      if (region.depth() == 0) {
        boolean apart =
            !bands.isEmpty() && bands.get(bands.size() - 1).region().end() != region.start();
        y += apart ? BREAK_HEIGHT : 0;
        Band band = new Band(region, y, PictureScale.height(region.size()));
        bands.add(band);
        y = band.bottom();
      }
    }
    height = y + TOP;
  }

  private List<DetailGroup> groups() {
    List<DetailGroup> groups = new ArrayList<>();
    for (Band band : bands) {
      List<AddressRegion> inside =
          regions.stream()
              .filter(region -> region.depth() > 0 && band.region().contains(region))
              .toList();
      if (!inside.isEmpty()) {
        groups.add(DetailGroup.of(band, inside));
      }
    }
    return groups;
  }

  private void drawBand(Band band) {
    AddressRegion region = band.region();
    openRegion("band", region);
    rect(MAIN_X, band.y(), MAIN_WIDTH, band.height());
    text("name", MAIN_X + 10, band.middle(), Markup.label(region.name()));
    text("size", MAIN_X + MAIN_WIDTH - 10, band.middle(), Sizes.rounded(region.size()));
    svg.append("</g>\n");
  }

  /** What marks a band; drawn last, over its neighbours. */
  private void drawOutline(Band band) {
    if (marked.contains(band.region())) {
      svg.append("<g class=\"marked\">");
      rect(MAIN_X, band.y(), MAIN_WIDTH, band.height());
      svg.append("</g>\n");
    }
  }

  /** The address at a band's top and, where nothing follows directly, at its bottom. */
  private void drawBoundaries(int index) {
    Band band = bands.get(index);
    boundary(band.y(), address(band.region().start()));
    boolean last = index + 1 == bands.size();
    if (last || bands.get(index + 1).region().start() != band.region().end()) {
      boundary(band.bottom(), last ? "2^64" : address(band.region().end()));
      if (!last) {
        text(
            "break",
            MAIN_X + MAIN_WIDTH / 2,
            band.bottom() + BREAK_HEIGHT / 2,
            "no address here is translated");
      }
    }
  }

  private void boundary(double y, String label) {
    svg.append("<line class=\"tick\" x1=\"").append(number(MAIN_X - 8)).append("\" x2=\"");
    svg.append(number(MAIN_X)).append("\" y1=\"").append(number(y)).append("\" y2=\"");
    svg.append(number(y)).append("\"/>");
    text("address", MAIN_X - 11, y, label);
    svg.append('\n');
  }

  private void drawLens(DetailGroup group) {
    double left = MAIN_X + MAIN_WIDTH;
    Band band = group.parent();
    svg.append("<polygon class=\"lens ").append(Markup.styleClass(band.region().kind()));
    svg.append("\" points=\"");
    point(left, band.y());
    point(DETAIL_X, group.top());
    point(DETAIL_X, group.bottom());
    point(left, band.bottom());
    svg.append("\"/>\n");
  }

  private void point(double x, double y) {
    svg.append(number(x)).append(',').append(number(y)).append(' ');
  }

  private void drawGroup(DetailGroup group) {
    for (DetailGroup.Row row : group.rows()) {
      AddressRegion region = row.region();
      double x = DETAIL_X + INDENT * (region.depth() - 1);
      double y = group.top() + row.y();
      double middle = y + DetailGroup.ROW_HEIGHT / 2;
      openRegion("row", region);
      rect(x, y, DETAIL_X + DETAIL_WIDTH - x, DetailGroup.ROW_HEIGHT);
      text("row-name", x + 8, middle, Markup.label(region.name()));
      text("row-address", DETAIL_X + DETAIL_WIDTH + 8, middle, address(region.start()));
      text("row-size", WIDTH - 4, middle, Sizes.rounded(region.size()));
      svg.append("</g>\n");
    }
    if (group.leftOut() > 0) {
      text(
          "row-name",
          DETAIL_X + 8,
          group.bottom() - DetailGroup.ROW_HEIGHT / 2,
          "and " + group.leftOut() + " more, in the table");
    }
  }

  private void openRegion(String role, AddressRegion region) {
    svg.append("<g class=\"").append(role).append(' ');
    svg.append(Markup.styleClass(region.kind()));
    svg.append("\" data-name=\"");
    svg.append(Markup.escaped(region.name())).append("\" data-start=\"");
    svg.append(address(region.start())).append("\"><title>");
    svg.append(Markup.tooltip(region)).append("</title>");
  }

  private void rect(double x, double y, double width, double rectHeight) {
    svg.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
    svg.append("\" width=\"").append(number(width)).append("\" height=\"");
    svg.append(number(rectHeight)).append("\"/>");
  }

  private void text(String style, double x, double y, String content) {
    svg.append("<text class=\"").append(style).append("\" x=\"").append(number(x));
    svg.append("\" y=\"").append(number(y)).append("\">").append(content).append("</text>");
  }
}

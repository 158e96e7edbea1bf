// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.address;
import static org.earlymap.cli.picture.Markup.number;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.Sizes;

/**
 * An address space as SVG: low addresses at the top, the regions that divide it in one column, what
 * lies in them in another.
 */
final class SpacePicture {
  /** What lies between two regions of a virtual address space. */
  static final String UNTRANSLATED = "no address here is translated";

  private static final double TOP = 18;
  private static final double INDENT = 14;
  private static final double CHIP_WIDTH = 30;
  private static final double CHIP_HEIGHT = 14;

  /** What a letter of a row's name takes at most, on average. */
  private static final double LETTER_WIDTH = 6.3;

  /** What a letter of a band's name takes, which is larger. */
  private static final double NAME_LETTER_WIDTH = 8.2;

  private static final double BREAK_HEIGHT = 44;

  /**
   * Where the columns lie, in pixels.
   *
   * @param numbers whether sizes and the rows' addresses are beside what they belong to
   */
  private record Shape(
      String style,
      double mainX,
      double mainWidth,
      double detailX,
      double detailWidth,
      double width,
      boolean details,
      boolean numbers) {}

  private static final Shape WIDE = new Shape("wide", 156, 236, 440, 264, 930, true, true);
  private static final Shape NARROW = new Shape("narrow", 156, 236, 0, 0, 400, false, true);
  private static final Shape BESIDE = new Shape("wide", 138, 160, 328, 240, 572, true, false);

  private final List<Part> parts;
  private final Shape shape;
  private final String between;
  private final List<Band> bands = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();
  private double height;

  private SpacePicture(List<Part> parts, Shape shape, String between) {
    this.parts = parts;
    this.shape = shape;
    this.between = between;
  }

  /**
   * The picture of a space: where there is room with what lies in the regions, else the main column
   * alone.
   *
   * @param parts in address order, each followed by what lies in it
   * @param label what a reader who cannot see it is told
   * @param between what is said of a gap between two bands
   */
  static String of(List<Part> parts, String label, String between) {
    return new SpacePicture(parts, WIDE, between).draw(label)
        + new SpacePicture(parts, NARROW, between).draw(label);
  }

  /** The picture in about half the width, with the numbers left to what hovering says. */
  static String beside(List<Part> parts, String label, String between) {
    return new SpacePicture(parts, BESIDE, between).draw(label)
        + new SpacePicture(parts, NARROW, between).draw(label);
  }

  private String draw(String label) {
    placeBands();
    List<DetailGroup> groups = shape.details() ? groups() : List.of();
    if (bands.size() == 1 && groups.size() == 1) {
      stretch(groups.get(0).bottom() - groups.get(0).top());
      groups = groups();
    }
    height = DetailGroup.place(groups, height);
    svg.append(
        "<svg class=\"space "
            + shape.style()
            + "\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ");
    svg.append(number(shape.width())).append(' ').append(number(height + TOP));
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
    groups.forEach(this::drawOutlines);
    return svg.append("</svg>\n").toString();
  }

  private void placeBands() {
    double y = TOP;
    for (Part region : parts) {
      if (region.depth() == 0) {
        boolean apart =
            !bands.isEmpty() && bands.get(bands.size() - 1).part().end() != region.start();
        y += apart ? BREAK_HEIGHT : 0;
        Band band = new Band(region, y, PictureScale.height(region.size()));
        bands.add(band);
        y = band.bottom();
      }
    }
    height = y + TOP;
  }

  /** Makes the only band as high as what lies beside it: there is no other to compare it with. */
  private void stretch(double wanted) {
    Band band = bands.get(0);
    bands.set(0, new Band(band.part(), band.y(), Math.max(band.height(), wanted)));
    height = bands.get(0).bottom() + TOP;
  }

  private List<DetailGroup> groups() {
    List<DetailGroup> groups = new ArrayList<>();
    for (Band band : bands) {
      List<Part> inside =
          parts.stream().filter(part -> part.depth() > 0 && band.part().holds(part)).toList();
      if (!inside.isEmpty()) {
        groups.add(DetailGroup.of(band, inside));
      }
    }
    return groups;
  }

  private void drawBand(Band band) {
    Part region = band.part();
    openRegion("band", region);
    rect(shape.mainX(), band.y(), shape.mainWidth(), band.height());
    String size = shape.numbers() ? Sizes.rounded(region.size()) : "";
    double room = shape.mainWidth() - 24 - size.length() * LETTER_WIDTH;
    text(
        "name",
        shape.mainX() + 10,
        band.middle(),
        Markup.label(region.name(), (int) (room / NAME_LETTER_WIDTH)));
    text("size", shape.mainX() + shape.mainWidth() - 10, band.middle(), size);
    svg.append("</g>\n");
  }

  /**
   * What marks a band; drawn last, over its neighbours. Where rows are not drawn the band stands
   * for them.
   */
  private void drawOutline(Band band) {
    boolean rowsMark =
        !shape.details()
            && parts.stream().anyMatch(part -> part.marked() && band.part().holds(part));
    if (band.part().marked() || rowsMark) {
      svg.append("<g class=\"marked\">");
      rect(shape.mainX(), band.y(), shape.mainWidth(), band.height());
      svg.append("</g>\n");
    }
  }

  private void drawOutlines(DetailGroup group) {
    for (DetailGroup.Row row : group.rows()) {
      if (row.part().marked()) {
        double x = shape.detailX() + INDENT * (row.part().depth() - 1);
        svg.append("<g class=\"marked\">");
        double right = shape.detailX() + shape.detailWidth();
        rect(x, group.top() + row.y(), right - x, DetailGroup.ROW_HEIGHT);
        svg.append("</g>\n");
      }
    }
  }

  /** The address at a band's top and, where nothing follows directly, at its bottom. */
  private void drawBoundaries(int index) {
    Band band = bands.get(index);
    boundary(band.y(), address(band.part().start()));
    boolean last = index + 1 == bands.size();
    if (last || bands.get(index + 1).part().start() != band.part().end()) {
      boundary(band.bottom(), band.part().end() == 0 ? "2^64" : address(band.part().end()));
      if (!last) {
        text(
            "break",
            shape.mainX() + shape.mainWidth() / 2,
            band.bottom() + BREAK_HEIGHT / 2,
            between);
      }
    }
  }

  private void boundary(double y, String label) {
    svg.append("<line class=\"tick\" x1=\"").append(number(shape.mainX() - 8)).append("\" x2=\"");
    svg.append(number(shape.mainX())).append("\" y1=\"").append(number(y)).append("\" y2=\"");
    svg.append(number(y)).append("\"/>");
    text("address", shape.mainX() - 11, y, label);
    svg.append('\n');
  }

  private void drawLens(DetailGroup group) {
    double left = shape.mainX() + shape.mainWidth();
    Band band = group.parent();
    svg.append("<polygon class=\"lens ").append(band.part().style());
    svg.append("\" points=\"");
    point(left, band.y());
    point(shape.detailX(), group.top());
    point(shape.detailX(), group.bottom());
    point(left, band.bottom());
    svg.append("\"/>\n");
  }

  private void point(double x, double y) {
    svg.append(number(x)).append(',').append(number(y)).append(' ');
  }

  private void drawGroup(DetailGroup group) {
    for (DetailGroup.Row row : group.rows()) {
      Part region = row.part();
      double x = shape.detailX() + INDENT * (region.depth() - 1);
      double y = group.top() + row.y();
      double middle = y + DetailGroup.ROW_HEIGHT / 2;
      openRegion("row", region);
      rect(x, y, shape.detailX() + shape.detailWidth() - x, DetailGroup.ROW_HEIGHT);
      double right = shape.detailX() + shape.detailWidth() - 6;
      if (!region.rights().isEmpty()) {
        right -= chip(right, middle, region.rights());
      }
      int letters = (int) ((right - x - 8) / LETTER_WIDTH);
      text("row-name", x + 8, middle, Markup.label(region.name(), letters));
      if (shape.numbers()) {
        double number = shape.detailX() + shape.detailWidth() + 8;
        text("row-address", number, middle, address(region.start()));
        text("row-size", shape.width() - 4, middle, Sizes.rounded(region.size()));
      }
      svg.append("</g>\n");
    }
    if (group.leftOut() > 0) {
      text(
          "row-name",
          shape.detailX() + 8,
          group.bottom() - DetailGroup.ROW_HEIGHT / 2,
          "and " + group.leftOut() + " more, in the table");
    }
  }

  private void openRegion(String role, Part region) {
    svg.append("<g class=\"").append(role).append(' ');
    svg.append(region.style());
    svg.append("\" data-name=\"");
    svg.append(Markup.escaped(region.name())).append("\" data-start=\"");
    svg.append(address(region.start())).append("\"><title>");
    svg.append(region.tooltip()).append("</title>");
  }

  /** What may be done, in letters on a ground of its own; the answer is the room that it takes. */
  private double chip(double right, double middle, String rights) {
    double width = CHIP_WIDTH * Math.max(1, (rights.length() + 1) / 4);
    svg.append("<g class=\"chip ").append(Markup.rightsClass(rights)).append("\">");
    rect(right - width, middle - CHIP_HEIGHT / 2, width, CHIP_HEIGHT);
    text("rights", right - width / 2, middle, Markup.escaped(rights));
    svg.append("</g>");
    return width + 6;
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

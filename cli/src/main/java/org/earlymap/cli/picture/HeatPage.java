// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.escaped;

import java.util.List;
import java.util.Locale;

/** Numbers over two axes as a page: a table whose cells are the darker the greater they are. */
public final class HeatPage {
  /**
   * One cell.
   *
   * @param text its value as it is written; nothing where there is none
   * @param note what hovering over it adds
   * @param value its place on the scale
   */
  public record Cell(String text, String note, double value) {
    /** A combination without a value. */
    public static final Cell NONE = new Cell("", "", Double.NaN);
  }

  /**
   * One row.
   *
   * @param label its value on the axis that goes down
   * @param cells one for each value across
   */
  public record Row(String label, List<Cell> cells) {
    /** Copies the list. */
    public Row {
      cells = List.copyOf(cells);
    }
  }

  private HeatPage() {}

  /**
   * The page.
   *
   * @param column what the numbers are
   * @param x the axis across
   * @param y the axis down
   * @param common what is the same for all cells; may be empty
   */
  public static String of(
      String column, String x, String y, String common, List<String> across, List<Row> rows) {
    double[] values =
        rows.stream()
            .flatMap(row -> row.cells().stream())
            .mapToDouble(Cell::value)
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .distinct()
            .toArray();
    double least = values.length == 0 ? 0 : values[0];
    double span = values.length == 0 ? 0 : values[values.length - 1] - least;
    StringBuilder html = new StringBuilder(PageFrame.start(column, "A sweep"));
    html.append("<p class=\"over\">").append(escaped(x)).append(" across, ").append(escaped(y));
    html.append(" down; the darker a cell, the greater its value.");
    html.append(common.isEmpty() ? "" : " All points: " + escaped(common) + ".");
    html.append(
        "</p>\n<div class=\"scroll\"><table class=\"heat\">\n<thead><tr><th scope=\"col\">");
    html.append(escaped(y)).append(" \\ ").append(escaped(x)).append("</th>");
    for (String value : across) {
      html.append("<th scope=\"col\">").append(escaped(named(value))).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (Row row : rows) {
      html.append("<tr><th scope=\"row\">").append(escaped(named(row.label()))).append("</th>");
      for (Cell cell : row.cells()) {
        html.append(cell(cell, span == 0 ? 0 : (cell.value() - least) / span));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody>\n</table></div>\n").append(PageFrame.END).toString();
  }

  private static String named(String value) {
    return value.isEmpty() ? "(empty)" : value;
  }

  private static String cell(Cell cell, double heat) {
    if (cell.text().isEmpty()) {
      return "<td class=\"none\">cannot be</td>";
    }
    String note = cell.note().isEmpty() ? "" : " title=\"" + escaped(cell.note()) + "\"";
    return String.format(
        Locale.ROOT, "<td style=\"--heat:%.2f\"%s>%s</td>", heat, note, escaped(cell.text()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.cli.picture.HeatPage;
import tools.jackson.databind.JsonNode;

/** Rows as a page: a column's numbers over two axes, as a heat map. */
final class SweepHeat implements SweepRows {
  private static final int MOST_CELLS = 10_000;

  private final SweepColumns columns;
  private final String common;
  private final PrintWriter out;
  private final Map<String, Integer> across = new LinkedHashMap<>();
  private final Map<String, Map<String, Cell>> rows = new LinkedHashMap<>();
  private int cells;

  /** The values that fell on one cell. */
  private static final class Cell {
    private int points;
    private int without;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    private String leastText = "";
    private String mostText = "";
  }

  /**
   * A map of a column.
   *
   * @param columns the axis across, the axis down, the column, in this order
   */
  SweepHeat(SweepColumns columns, String common, PrintWriter out) {
    this.columns = columns;
    this.common = common;
    this.out = out;
  }

  @Override
  public void take(String lines) {
    lines.lines().forEach(line -> add(columns.values(line)));
  }

  private void add(List<JsonNode> values) {
    String x = SweepColumns.text(values.get(0));
    String y = SweepColumns.text(values.get(1));
    across.putIfAbsent(x, across.size());
    Map<String, Cell> row = rows.computeIfAbsent(y, any -> new LinkedHashMap<>());
    Cell cell = row.get(x);
    if (cell == null) {
      if (++cells > MOST_CELLS) {
        throw new SweepFileException(
            "the map has more than " + MOST_CELLS + " cells; choose axes with fewer values");
      }
      cell = new Cell();
      row.put(x, cell);
    }
    double value = SweepColumns.number(values.get(2));
    cell.points++;
    if (Double.isNaN(value)) {
      cell.without++;
      return;
    }
    String text = SweepColumns.text(values.get(2));
    if (value < cell.least) {
      cell.least = value;
      cell.leastText = text;
    }
    if (value > cell.most) {
      cell.most = value;
      cell.mostText = text;
    }
  }

  @Override
  public void end() {
    List<HeatPage.Row> shown = new ArrayList<>();
    for (Map.Entry<String, Map<String, Cell>> row : rows.entrySet()) {
      List<HeatPage.Cell> line = new ArrayList<>();
      for (String x : across.keySet()) {
        Cell cell = row.getValue().get(x);
        line.add(cell == null ? HeatPage.Cell.NONE : shown(cell));
      }
      shown.add(new HeatPage.Row(row.getKey(), line));
    }
    List<String> names = columns.names();
    out.print(
        HeatPage.of(
            names.get(2), names.get(0), names.get(1), common, List.copyOf(across.keySet()), shown));
  }

  private static HeatPage.Cell shown(Cell cell) {
    if (cell.points == cell.without) {
      return HeatPage.Cell.NONE;
    }
    String text = cell.mostText;
    String note = "";
    if (cell.points > 1) {
      note =
          (cell.leastText.equals(cell.mostText) ? text : cell.leastText + " to " + text)
              + " in "
              + (cell.points - cell.without)
              + " of "
              + cell.points
              + " points";
    }
    return new HeatPage.Cell(text, note, cell.most);
  }
}

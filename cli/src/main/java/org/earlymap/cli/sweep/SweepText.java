// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Rows as a table for people: what is the same for all points above it, and below it how many there
 * are and between which values each column with numbers lies. The widths are those of the first
 * rows.
 */
final class SweepText implements SweepRows {
  private static final int ROWS_THAT_MEASURE = 1000;
  private static final int WIDEST = 60;

  private final SweepColumns columns;
  private final List<String> names;
  private final PrintWriter out;
  private final List<List<String>> waiting = new ArrayList<>();
  private final int[] widths;
  private final double[] least;
  private final double[] most;
  private final String[] leastText;
  private final String[] mostText;
  private boolean measured;
  private long points;
  private long invalid;

  SweepText(SweepColumns columns, String common, PrintWriter out) {
    this.columns = columns;
    this.names = columns.names();
    this.out = out;
    int count = names.size();
    this.widths = new int[count];
    this.least = new double[count];
    this.most = new double[count];
    this.leastText = new String[count];
    this.mostText = new String[count];
    if (!common.isEmpty()) {
      out.print("all points: " + common + "\n\n");
    }
    waiting.add(names);
  }

  @Override
  public void take(String lines) {
    lines.lines().forEach(line -> row(columns.values(line)));
  }

  private void row(List<JsonNode> values) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      JsonNode value = values.get(i);
      String text = SweepColumns.text(value);
      boolean reason = names.get(i).equals("invalid") && !text.isEmpty();
      fields.add(reason ? "invalid: " + text : text);
      if (reason) {
        invalid++;
      }
      compare(i, SweepColumns.number(value), text);
    }
    points++;
    waiting.add(fields);
    if (measured || waiting.size() > ROWS_THAT_MEASURE) {
      print();
    }
  }

  private void compare(int column, double value, String text) {
    if (Double.isNaN(value)) {
      return;
    }
    if (leastText[column] == null || value < least[column]) {
      least[column] = value;
      leastText[column] = text;
    }
    if (mostText[column] == null || value > most[column]) {
      most[column] = value;
      mostText[column] = text;
    }
  }

  private void print() {
    if (!measured) {
      measured = true;
      for (List<String> fields : waiting) {
        for (int i = 0; i < fields.size(); i++) {
          widths[i] = Math.max(widths[i], Math.min(WIDEST, fields.get(i).length()));
        }
      }
    }
    for (List<String> fields : waiting) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < fields.size(); i++) {
        String field = fields.get(i);
        line.append(field).append(" ".repeat(Math.max(0, widths[i] - field.length()) + 2));
      }
      out.print(line.toString().stripTrailing() + "\n");
    }
    waiting.clear();
  }

  @Override
  public void end() {
    print();
    out.print("\n" + points + (points == 1 ? " point" : " points"));
    out.print(invalid == 0 ? "\n" : ", " + invalid + " of them cannot be\n");
    for (int i = 0; i < names.size(); i++) {
      if (leastText[i] != null && least[i] != most[i] && !names.get(i).equals("point")) {
        out.print(names.get(i) + ": " + leastText[i] + " to " + mostText[i] + "\n");
      }
    }
  }
}

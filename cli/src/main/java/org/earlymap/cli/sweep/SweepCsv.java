// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Rows as comma-separated values (RFC 4180, lines end with a line feed), with a heading. */
final class SweepCsv implements SweepRows {
  private final SweepColumns columns;
  private final PrintWriter out;

  SweepCsv(SweepColumns columns, PrintWriter out) {
    this.columns = columns;
    this.out = out;
    print(columns.names());
  }

  @Override
  public void take(String lines) {
    lines
        .lines()
        .forEach(row -> print(columns.values(row).stream().map(SweepColumns::text).toList()));
  }

  private void print(List<String> fields) {
    out.print(fields.stream().map(SweepCsv::field).collect(Collectors.joining(",", "", "\n")));
  }

  private static String field(String text) {
    boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}

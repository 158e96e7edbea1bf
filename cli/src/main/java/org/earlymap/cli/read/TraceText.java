// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.cli.text.WalkText;
import org.earlymap.run.trace.Write;

/** Who wrote which descriptor, as text. */
final class TraceText {
  private TraceText() {}

  /** Tables one after the other that are alike share a line. */
  static void printTables(TraceReport report, PrintWriter out) {
    List<TraceReport.Table> tables = report.tables();
    int start = 0;
    while (start < tables.size()) {
      TraceReport.Table first = tables.get(start);
      int end = start + 1;
      while (end < tables.size() && alike(first, tables.get(end))) {
        end++;
      }
      boolean several = end - start > 1;
      String instructions =
          tables
              .get(end - 1)
              .last()
              .filter(last -> several)
              .map(last -> " to " + Sizes.grouped(last.instruction()))
              .orElse("");
      out.println(
          Hex.of(first.pa())
              + "  "
              + first.image()
              + "  "
              + (several ? counted(end - start, "table", "tables") + " of " : "")
              + counted(first.valid(), "entry", "entries")
              + ", "
              + counted(first.writes(), "write", "writes")
              + first.last().map(last -> ", last by " + last.describe() + instructions).orElse(""));
      start = end;
    }
  }

  private static boolean alike(TraceReport.Table one, TraceReport.Table other) {
    return one.image().equals(other.image())
        && one.valid() == other.valid()
        && one.writes() == other.writes()
        && one.last()
            .map(last -> last.writer().describe())
            .equals(other.last().map(last -> last.writer().describe()));
  }

  /** A table: entries one after the other that the same code wrote the same way share a line. */
  static void printTable(List<TraceReport.Entry> entries, PrintWriter out) {
    int start = 0;
    while (start < entries.size()) {
      TraceReport.Entry first = entries.get(start);
      int end = start + 1;
      while (end < entries.size() && alike(first, entries.get(end))) {
        end++;
      }
      TraceReport.Entry last = entries.get(end - 1);
      String instructions =
          last.last()
              .filter(write -> !first.last().equals(last.last()))
              .map(write -> " to " + Sizes.grouped(write.instruction()))
              .orElse("");
      out.println(
          Hex.of(first.pa())
              + "  "
              + (end - start == 1
                  ? Hex.of(first.descriptor())
                  : counted(end - start, "entry", "entries")
                      + (first.descriptor() == 0 ? ", all zero" : ""))
              + "  "
              + first.last().map(write -> write.describe() + instructions).orElse("as loaded"));
      start = end;
    }
  }

  private static boolean alike(TraceReport.Entry one, TraceReport.Entry other) {
    Optional<String> writer = one.last().map(last -> last.writer().describe());
    boolean zero = one.descriptor() == 0;
    return zero == (other.descriptor() == 0)
        && (zero || one.last().isPresent())
        && writer.equals(other.last().map(last -> last.writer().describe()));
  }

  static void printEntries(List<TraceReport.Entry> entries, PrintWriter out) {
    for (TraceReport.Entry entry : entries) {
      out.println(
          entry.step().map(WalkText::place).orElseGet(() -> "entry at " + Hex.of(entry.pa()))
              + "  "
              + Hex.of(entry.descriptor())
              + (entry.count() == 0
                  ? "  as loaded"
                  : "  " + counted(entry.count(), "write", "writes")));
      int left = entry.count() - entry.kept().size();
      if (left > 0) {
        out.println("  " + counted(left, "earlier write is", "earlier writes are") + " not kept");
      }
      for (Write write : entry.kept()) {
        out.println(
            "  "
                + Hex.of(write.before())
                + " \u2192 "
                + Hex.of(write.after())
                + "  instruction "
                + Sizes.grouped(write.instruction()));
        out.println("    " + String.join(" \u2190 ", write.writer().frames()));
      }
    }
  }

  private static String counted(long number, String one, String many) {
    return Sizes.grouped(number) + " " + (number == 1 ? one : many);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.earlymap.cli.options.UnusableOptionException;
import picocli.CommandLine.Option;

/** In which form a sweep is printed: the format, the columns, the axes of a map, the changes. */
final class SweepForms {
  /** What is printed. */
  enum Format {
    TEXT,
    JSON,
    CSV,
    HTML
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "json (default), a line for each point; text, a table; csv; or html, a heat map of one"
              + " column.")
  private Optional<Format> given = Optional.empty();

  @Option(
      names = "--columns",
      paramLabel = "NAME[,NAME...]",
      description =
          "Only these columns. In JSON every line has all of them, of one type each, as Parquet and"
              + " data frames want it.")
  private Optional<String> columns = Optional.empty();

  @Option(
      names = "--axes",
      paramLabel = "X,Y",
      description =
          "The columns across and down in a heat map. Default: the first two with several values.")
  private Optional<String> axes = Optional.empty();

  @Option(
      names = "--changes",
      description =
          "Of a sweep of two kernels, print only what differs between them, and where; with"
              + " --columns only of these. Exit code 1 where something does.")
  private boolean changes;

  private Format format() {
    return given.orElse(changes ? Format.TEXT : Format.JSON);
  }

  /** Refuses what does not go together, before anything is computed. */
  void check(SweepMatrix matrix, SweepShard part) {
    if (changes) {
      if (!matrix.isOfKernels() || matrix.kernels().size() != 2) {
        throw new UnusableOptionException("--changes: expected a sweep of two kernels");
      }
      if (!part.equals(SweepShard.WHOLE)) {
        throw new UnusableOptionException("--changes: a part has not both kernels; drop --shard");
      }
      if (format() != Format.TEXT && format() != Format.JSON) {
        throw new UnusableOptionException("--changes: there is --format text (default) and json");
      }
      if (matrix.size() > SweepChanges.MOST_POINTS) {
        throw new UnusableOptionException(
            "--changes: found "
                + matrix.size()
                + " points, expected at most "
                + SweepChanges.MOST_POINTS);
      }
    }
    if (axes.isPresent() && format() != Format.HTML) {
      throw new UnusableOptionException("--axes: only a heat map has them, --format html");
    }
    chosen(matrix);
  }

  /** The columns of the rows; none where whole lines are printed. */
  private Optional<SweepColumns> chosen(SweepMatrix matrix) {
    Optional<SweepColumns> named = columns.map(SweepColumns::parse);
    if (changes) {
      return named.map(names -> names.before(List.of("cpu", "cmdline", "structPageSize")));
    }
    return switch (format()) {
      case JSON -> named;
      case HTML -> Optional.of(ofMap(matrix, named));
      case TEXT, CSV -> Optional.of(named.orElseGet(() -> usual(matrix)));
    };
  }

  private SweepColumns ofMap(SweepMatrix matrix, Optional<SweepColumns> named) {
    List<String> both =
        new ArrayList<>(
            axes.map(SweepColumns::parse)
                .orElseGet(
                    () ->
                        new SweepColumns(
                            matrix.varied().subList(0, Math.min(2, matrix.varied().size()))))
                .names());
    if (axes.isEmpty() && both.size() == 1) {
      both.add(both.get(0).equals("cpu") ? "structPageSize" : "cpu");
    }
    if (both.size() != 2) {
      throw new UnusableOptionException("--axes: expected two columns, such as cpu,kernel");
    }
    List<String> value =
        named
            .map(SweepColumns::names)
            .orElse(matrix.isOfKernels() ? List.of("tablePages") : List.of());
    if (value.size() != 1) {
      throw new UnusableOptionException(
          "--columns: a heat map shows one column, such as VMEMMAP_SIZE or tablePages");
    }
    both.addAll(value);
    return SweepColumns.parse(String.join(",", both));
  }

  private static SweepColumns usual(SweepMatrix matrix) {
    List<String> names = new ArrayList<>(List.of("point"));
    names.addAll(matrix.varied());
    if (!matrix.setting().byCode()) {
      names.addAll(List.of("PAGE_OFFSET", "KIMAGE_VADDR", "VMEMMAP_START"));
    } else {
      names.addAll(List.of("TCR_EL1", "instructions"));
    }
    if (!matrix.kernels().isEmpty()) {
      names.addAll(List.of("tablePages", "pages", "blocks", "contiguousRuns"));
    }
    names.add("invalid");
    return new SweepColumns(names);
  }

  /** What is made of the lines, on the threads that compute them. */
  UnaryOperator<String> shorten(SweepMatrix matrix) {
    Optional<SweepColumns> chosen = chosen(matrix);
    return chosen.isPresent() ? chosen.get()::rows : UnaryOperator.identity();
  }

  /** Names what the lines hold. */
  String kind(SweepMatrix matrix) {
    return chosen(matrix).map(names -> String.join(",", names.names())).orElse("whole lines");
  }

  /** What prints the lines. */
  SweepRows rows(SweepMatrix matrix, PrintWriter out) {
    Optional<SweepColumns> chosen = chosen(matrix);
    if (changes) {
      return new SweepChanges(
          matrix.kernels().stream().map(SweepKernel::label).toList(),
          matrix.pointsPerKernel(),
          chosen.isPresent(),
          format() == Format.JSON,
          out);
    }
    return switch (format()) {
      case JSON -> out::print;
      case CSV -> new SweepCsv(chosen.orElseThrow(), out);
      case TEXT -> new SweepText(chosen.orElseThrow(), matrix.common(), out);
      case HTML -> new SweepHeat(chosen.orElseThrow(), matrix.common(), out);
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.Sizes;
import org.earlymap.run.trace.Writer;

/** Which code wrote some entries last, and how many each. */
final class WriterCounts {
  private static final int MOST = 4;

  private final Map<Writer, Long> counts = new LinkedHashMap<>();
  private long others;

  void add(Writer writer) {
    add(writer, 1);
  }

  void addAll(WriterCounts more) {
    more.counts.forEach(this::add);
    others += more.others;
  }

  private void add(Writer writer, long count) {
    if (counts.containsKey(writer) || counts.size() < MOST) {
      counts.merge(writer, count, Long::sum);
    } else {
      others += count;
    }
  }

  /** A line for each; none where nothing was traced. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    boolean alone = counts.size() == 1 && others == 0;
    counts.forEach(
        (writer, count) ->
            lines.add(writer.describe() + (alone ? "" : ", " + Sizes.grouped(count) + " of them")));
    if (others > 0) {
      lines.add("others: " + Sizes.grouped(others));
    }
    return lines;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.PrintWriter;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.cli.text.JsonText;
import org.earlymap.compare.LiveComparison;

/** What a build has, and a running machine, as text and as JSON. */
final class LiveText {
  /** So many differences that have a reason are printed of each place unless all are asked for. */
  private static final int FEW = 4;

  private LiveText() {}

  static void print(PrintWriter out, LiveComparison comparison, boolean all) {
    for (LiveComparison.Region region : comparison.regions()) {
      out.println(
          region.place().label()
              + ": "
              + (region.predicted() == 0
                  ? "nothing predicted"
                  : size(region.agree()) + " of " + size(region.predicted()) + " agree")
              + (region.reshaped() == 0
                  ? ""
                  : ", " + size(region.reshaped()) + " of that by other levels"));
      int shown = 0;
      int left = 0;
      for (LiveComparison.Difference difference : comparison.differences()) {
        if (difference.place() != region.place()) {
          continue;
        }
        if (difference.reason().isPresent() && shown >= FEW && !all) {
          left++;
          continue;
        }
        shown += difference.reason().isPresent() ? 1 : 0;
        print(out, difference);
      }
      if (left > 0) {
        out.println("  " + left + " more that a running system makes (--all prints them)");
      }
    }
    long wrong = comparison.differences().stream().filter(one -> one.reason().isEmpty()).count();
    out.println(
        comparison.agrees()
            ? "agrees: nothing differs but what a running system changes"
            : "differs: " + wrong + (wrong == 1 ? " range" : " ranges") + " that should not");
  }

  private static String size(long bytes) {
    return bytes == 0 ? "0 bytes" : Sizes.exact(bytes);
  }

  private static void print(PrintWriter out, LiveComparison.Difference difference) {
    out.println(
        "  "
            + Hex.of(difference.range().start())
            + ".."
            + Hex.of(difference.range().end())
            + "  built "
            + difference.predicted()
            + ", found "
            + difference.found()
            + "; "
            + difference.reason().orElse("this should not be"));
  }

  static void printJson(PrintWriter out, LiveComparison comparison) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", "earlymap.live-comparison/1");
          json.writeBooleanProperty("agrees", comparison.agrees());
          json.writeArrayPropertyStart("places");
          for (LiveComparison.Region region : comparison.regions()) {
            json.writeStartObject();
            json.writeStringProperty("place", region.place().label());
            json.writeNumberProperty("predictedBytes", region.predicted());
            json.writeNumberProperty("agreeingBytes", region.agree());
            json.writeNumberProperty("reshapedBytes", region.reshaped());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("differences");
          for (LiveComparison.Difference difference : comparison.differences()) {
            json.writeStartObject();
            json.writeStringProperty("place", difference.place().label());
            json.writeStringProperty("start", Hex.of(difference.range().start()));
            json.writeStringProperty("end", Hex.of(difference.range().end()));
            json.writeStringProperty("built", difference.predicted());
            json.writeStringProperty("found", difference.found());
            if (difference.reason().isPresent()) {
              json.writeStringProperty("reason", difference.reason().get());
            } else {
              json.writeNullProperty("reason");
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}

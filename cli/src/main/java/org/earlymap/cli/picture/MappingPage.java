// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.address;
import static org.earlymap.cli.picture.Markup.escaped;

import java.util.List;
import org.earlymap.Sizes;

/** What two builds map differently as a page with a table. */
public final class MappingPage {
  /**
   * One line of the table.
   *
   * @param root the root that the range lies beneath
   * @param va the range's first address
   * @param endVa the address after its last
   * @param differs in what the sides differ, in words
   * @param before how the first side maps it, in words
   * @param after how the second side maps it, in words
   */
  public record Line(
      String root, long va, long endVa, String differs, String before, String after) {}

  private MappingPage() {}

  /** The page of a comparison. */
  public static String of(String before, String after, List<Line> lines) {
    StringBuilder html = new StringBuilder();
    String count =
        lines.isEmpty()
            ? "No mapping differs"
            : lines.size() + (lines.size() == 1 ? " range differs" : " ranges differ");
    html.append(PageFrame.start(count, "Two builds"));
    html.append("<dl class=\"facts\"><div><dt>Before</dt><dd>").append(escaped(before));
    html.append("</dd></div><div><dt>After</dt><dd>").append(escaped(after));
    html.append("</dd></div></dl>\n<div class=\"scroll\"><table>\n<thead><tr><th>Root</th>");
    html.append("<th>Start</th><th>End</th><th>Size</th><th>Differs in</th><th>Before</th>");
    html.append("<th>After</th></tr></thead>\n<tbody>\n");
    for (Line line : lines) {
      html.append("<tr><td>").append(escaped(line.root()));
      html.append("</td><td class=\"mono\">").append(address(line.va()));
      html.append("</td><td class=\"mono\">").append(address(line.endVa()));
      html.append("</td><td class=\"num\">").append(Sizes.rounded(line.endVa() - line.va()));
      html.append("</td><td class=\"changed-kind\">").append(escaped(line.differs()));
      html.append("</td><td>").append(escaped(line.before()));
      html.append("</td><td>").append(escaped(line.after())).append("</td></tr>\n");
    }
    return html.append("</tbody></table></div>\n").append(PageFrame.END).toString();
  }
}

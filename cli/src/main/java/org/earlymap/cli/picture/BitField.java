// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import java.util.List;
import org.earlymap.cli.text.DescriptorText;

/** The 64 bits of a descriptor, in groups of eight that wrap where there is no room. */
final class BitField {
  private static final int GROUP = 8;

  private BitField() {}

  static void write(StringBuilder html, long descriptor, List<DescriptorText.Field> fields) {
    html.append("<div class=\"bits\" role=\"img\" aria-label=\"The bits of ");
    html.append(Markup.address(descriptor)).append("\">\n");
    for (int high = Long.SIZE - 1; high > 0; high -= GROUP) {
      html.append("<span class=\"byte\"><small>").append(high).append("</small>");
      for (int bit = high; bit > high - GROUP; bit--) {
        boolean set = (descriptor >>> bit & 1) != 0;
        html.append("<i class=\"").append(set ? "one" : "zero").append(told(bit, fields));
        html.append("\">").append(set ? '1' : '0').append("</i>");
      }
      html.append("<small>").append(high - GROUP + 1).append("</small></span>\n");
    }
    html.append("</div>\n");
  }

  /** A class for bits that one of the fields tells about, with its words for who hovers over it. */
  private static String told(int bit, List<DescriptorText.Field> fields) {
    for (DescriptorText.Field field : fields) {
      if (field.low() <= bit && bit <= field.high()) {
        return " told\" title=\"" + Markup.escaped((field.label() + " " + field.meaning()).strip());
      }
    }
    return "";
  }
}
